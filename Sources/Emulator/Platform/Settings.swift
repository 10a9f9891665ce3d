// The switches of a tenant that change how a platform answers, and their defaults.

import JSON

/// A tenant's settings: a value that is read on every request and changed through the control plane.
public struct Settings: Sendable, Equatable {
    /// The settings as a JSON object; every member is always there.
    public private(set) var json: JSON

    /// What a fresh tenant starts with: the switches of every platform, then those of the emulator itself.
    static func defaults(of platforms: [Platform]) -> Settings {
        var members = JSONObject()
        var workers = JSONObject()
        for platform in platforms {
            for (name, value) in platform.settings where name != "workers" { members[name] = value }
            for (queue, count) in platform.settings["workers"]?.object ?? [:] { workers[queue] = count }
        }
        members["workers"] = .object(workers)
        members["webhooks"] = WebhookSettings.defaults
        return Settings(json: .object(members))
    }

    init(json: JSON) {
        self.json = json
    }

    /// A switch by its name; null when there is none.
    public subscript(name: String) -> JSON { json[name] ?? .null }

    /// The queues that have a number of workers.
    var queues: [String] { json["workers"]?.object?.keys ?? [] }

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
