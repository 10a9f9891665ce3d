// One of the sources of an import.

import JSON

/// Stored lines, and how they become documents.
struct ImportPart: Sendable {
    /// The key of the stored lines.
    let content: String
    /// Whether the lines are removed afterwards.
    let isOwned: Bool
    var plan: ImportPlan

    init(content: String, isOwned: Bool, plan: ImportPlan) {
        self.content = content
        self.isOwned = isOwned
        self.plan = plan
    }

    var json: JSON { ["content": .string(content), "owns": .bool(isOwned), "plan": plan.json] }

    init(_ json: JSON) {
        self.init(
            content: json["content"]?.string ?? "", isOwned: json["owns"]?.bool ?? false,
            plan: ImportPlan(json["plan"] ?? [:]))
    }
}
