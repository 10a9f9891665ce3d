// The world of `deepmock demo`.

import Embedded
import JSON

/// The seed of a world in which much has happened (`fixtures/seeds/showcase.json`).
public enum Showcase {
    /// The seed, then another one.
    ///
    /// - Parameter other: a seed in either of its forms; it is checked when it is applied.
    public static func seed(followedBy other: JSON?) throws -> JSON {
        let text = Embedded.seeds.first { $0.name == "showcase.json" }?.text ?? "[]"
        let requests = try JSON(parsing: text)
        guard let other else { return requests }
        guard let more = other.array ?? other["requests"]?.array else { return other }
        return .array((requests.array ?? []) + more)
    }
}
