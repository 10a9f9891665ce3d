// How long each named transition waits, in milliseconds on the tenant's clock.

import Contract
import JSON

/// The waits of a tenant by transition name.
public struct Timings: Sendable, Equatable {
    /// Name to milliseconds; every name that the emulator uses is always there.
    public private(set) var milliseconds: [String: Int]
    private let order: [String]

    /// The longest wait: a hundred years.
    public static let maximum = 100 * 365 * 86_400_000

    /// Waits by name in milliseconds.
    ///
    /// - Throws: ``Problem`` 400 for anything else.
    public init(json: JSON) throws {
        guard let members = json.object else {
            throw Problem.badRequest("Timings must be an object of names and milliseconds.")
        }
        order = members.keys
        milliseconds = [:]
        for (name, value) in members {
            guard let wait = value.int, (0...Self.maximum).contains(wait) else {
                throw Problem.badRequest("\(name) must be 0 to \(Self.maximum) milliseconds.", field: name)
            }
            milliseconds[name] = wait
        }
    }

    /// A wait in milliseconds.
    public subscript(timing: Timing) -> Int { self[timing.name] }

    /// The start has checked that every name is there.
    subscript(name: String) -> Int {
        guard let wait = milliseconds[name] else {
            preconditionFailure("The timings have no \(name): its platform does not declare it.")
        }
        return wait
    }

    /// The waits as a JSON object, in the order of the built-in file.
    public var json: JSON {
        .object(JSONObject(order.map { ($0, .int(milliseconds[$0] ?? 0)) }))
    }

    /// The waits with some of them changed.
    ///
    /// - Throws: ``Problem`` 400 for a name that does not exist or a value that is not a wait.
    public func merged(with changes: JSON) throws -> Timings {
        let changed = try Timings(json: changes)
        var result = self
        for name in changed.order {
            guard milliseconds[name] != nil else {
                throw Problem.badRequest(
                    "There is no timing \(name).\(Misspelling.hint(for: name, among: order))", field: name)
            }
            result.milliseconds[name] = changed.milliseconds[name]
        }
        return result
    }
}
