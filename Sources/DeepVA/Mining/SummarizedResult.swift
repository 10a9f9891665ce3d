// An aggregated result.

import JSON

/// A summarized result (specification, section 14).
struct SummarizedResult: Sendable {
    let source: String
    let module: String
    let meta: JSON
    let type: String

    init(source: String, module: String, meta: JSON, type: String) {
        self.source = source
        self.module = module
        self.meta = meta
        self.type = type
    }

    /// A result that a test author has set. Missing members get plain values.
    init(given: JSON) {
        self.init(
            source: given["source"]?.string ?? "", module: given["module"]?.string ?? "",
            meta: given["meta"] ?? [:], type: given["type"]?.string ?? "")
    }

    func json(id: String) -> JSON {
        [
            "id": .string(id), "source": .string(source), "module": .string(module), "meta": meta,
            "type": .string(type),
        ]
    }
}
