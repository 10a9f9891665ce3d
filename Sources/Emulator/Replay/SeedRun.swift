// Applies a seed to a tenant, request by request.

import HTTP
import JSON

/// A seed that is being applied. The first answer that is not a success ends it; what came before stays.
public final class SeedRun {
    private let tenant: Tenant
    private let entries: [SeedEntry]
    private let sequence: RequestSequence
    private var variables: [String: String]

    /// - Parameter seed: as ``SeedEntry`` describes it.
    /// - Throws: ``Problem`` 400 when it is not a seed.
    public init(_ seed: JSON, for tenant: Tenant) throws {
        self.tenant = tenant
        entries = try SeedEntry.entries(seed)
        sequence = RequestSequence(count: entries.count)
        variables = ["prefix": tenant.name == Tenant.defaultName ? "" : tenant.name + ":"]
    }

    /// How many requests have been applied.
    public var applied: Int { sequence.answered }

    /// Continues as far as possible without waiting.
    ///
    /// - Returns: whether everything is applied.
    /// - Throws: ``Problem`` 400 that says which request was refused, and how.
    public func advance(in emulator: Emulator) throws -> Bool {
        variables["admin_token"] = emulator.configuration.adminToken ?? ""
        let bases = emulator.configuration.externalURLs.all + ["http://localhost"]
        return try sequence.advance(in: emulator) { index in
            try entries[index].request(variables: variables, tenant: tenant.name, bases: bases)
        } receive: { index, answer in
            try receive(answer, to: index)
            return true
        }
    }

    /// Saves the values of an answer that later requests need.
    private func receive(_ answer: Response, to index: Int) throws {
        let entry = entries[index]
        guard (200...299).contains(answer.status) else { throw refusal(answer, of: index) }
        guard case .bytes(let bytes) = answer.body else { return }
        let json = (try? JSON(parsing: bytes)) ?? .null
        for (name, pointer) in entry.saved {
            guard let value = JSONPointer(parsing: pointer).flatMap({ json.value(at: $0) }) else {
                throw Problem.badRequest(
                    "requests.\(index).save.\(name): the answer to \(entry.line) has no value at \(pointer).",
                    field: "requests.\(index).save.\(name)")
            }
            variables[name] = value.string ?? value.description
        }
    }

    private func refusal(_ answer: Response, of index: Int) -> Problem {
        var text = ""
        if case .bytes(let bytes) = answer.body { text = String(decoding: bytes.prefix(500), as: UTF8.self) }
        return .badRequest(
            "requests.\(index): \(entries[index].line) was answered with \(answer.status): \(text)",
            field: "requests.\(index)")
    }
}
