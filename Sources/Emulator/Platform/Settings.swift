// The switches of a tenant that change how a platform answers, and their defaults.

import JSON

/// A tenant's settings: a value that is read on every request and changed through the control plane.
public struct Settings: Sendable, Equatable {
    /// The settings as a JSON object; every member is always there.
    public private(set) var json: JSON

    /// What a fresh tenant starts with.
    public static let defaults = Settings(json: [
        "paging_links": "null",
        "timecodes": "sample",
        "strict_file_uris": false,
        "deepen_task_due_seconds": nil,
        "workers": ["deepva.jobs": 1],
        "webhooks": WebhookSettings.defaults,
    ])

    init(json: JSON) {
        self.json = json
    }

    /// Whether old DeepVA lists print page links that lead nowhere, as the vendor's samples do.
    public var printsAllPageLinks: Bool { json["paging_links"]?.string == "printed" }

    /// Whether DeepVA timecodes are true SMPTE instead of the form in the vendor's samples.
    public var usesTrueTimecodes: Bool { json["timecodes"]?.string == "smpte" }

    /// Whether file URIs must name a stored file when they are accepted, not only when a job reads them.
    public var requiresKnownFiles: Bool { json["strict_file_uris"]?.bool ?? false }

    /// How many records of a queue, for example `deepva.jobs`, are worked on at a time; at least 1.
    public func workers(_ queue: String) -> Int { max(1, json["workers"]?[queue]?.int ?? 1) }

    /// The settings with the members of `changes` laid over them, objects member by member.
    public func merged(with changes: JSON) -> Settings {
        Settings(json: Self.merge(json, changes))
    }

    private static func merge(_ base: JSON, _ changes: JSON) -> JSON {
        guard case .object(var members) = base, case .object(let new) = changes else { return changes }
        for (key, value) in new {
            members[key] = members[key].map { merge($0, value) } ?? value
        }
        return .object(members)
    }
}
