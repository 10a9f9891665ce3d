// Ad-hoc analysis: the tags of a few texts at once. Nothing is stored.

import Emulator
import JSON
import Store

/// Synchronous prediction (specification, "Analyses").
enum AdHocAnalysis {
    static let handlers: [String: Handler] = [
        "analyze": analyze,
        "analyzeInWorkspace": analyze,
    ]

    private static func analyze(_ call: Call) throws -> Reply {
        let body = call.body
        let id = body["model_id"]?.int ?? 0
        try ModelScope.requireVisible(id, call)
        try ModelAccess.require(.use, Account.calling(call), model: id, call.database)
        let model = try ModelReader(id, call.tenant)
        let documents = body["documents"]?.array ?? []
        let outcome = try call.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id, operation: "analyze", id: String(id),
                sources: documents.compactMap { $0["text"]?.string }, tag: model.displayName))
        if let reason = outcome?.failure(or: "The analysis failed.") {
            throw Problem(status: 500, code: "analysis_failed", message: reason)
        }
        let splits = body["split"]?.bool ?? false
        let given = outcome?.result?["tags"]?.array
        return .later({ budget in
            try AdHocAnswer(model, given: given, budget: budget)
                .write(documents.map { try DocumentInput($0, split: splits) })
        }) { (bytes: [UInt8]) in
            .json { $0.raw(bytes) }
        }
    }
}
