// Values of flags: from the command line, else from the environment, else the default. One line on a wrong value.

import ArgumentParser
import System

/// A wrong value; its text is the one line that the user sees.
struct FlagError: Error, CustomStringConvertible {
    let description: String
}

/// Looks flags up in the environment when the command line does not have them.
enum Flags {
    /// The value of a flag.
    ///
    /// - Parameters:
    ///   - given: what the command line has.
    ///   - name: the flag, for example `--max-tenants`; its variable is `DEEPMOCK_MAX_TENANTS`.
    ///   - check: what a value must be beyond its type, and how to say so.
    static func value<Value: ExpressibleByArgument>(
        _ given: Value?, _ name: String, or fallback: Value, _ check: (must: (Value) -> Bool, be: String)? = nil
    ) throws -> Value {
        try optional(given, name, check) ?? fallback
    }

    /// The value of a flag that may be absent.
    static func optional<Value: ExpressibleByArgument>(
        _ given: Value?, _ name: String, _ check: (must: (Value) -> Bool, be: String)? = nil
    ) throws -> Value? {
        let (value, place, text) = try lookUp(given, name)
        guard let value else { return nil }
        if let check, !check.must(value) {
            throw FlagError(description: "\(place): expected \(check.be), got '\(text)'.")
        }
        return value
    }

    /// A switch: on when given, else as the environment says (1, true, yes, on; 0, false, no, off or nothing).
    static func isOn(_ given: Bool, _ name: String) throws -> Bool {
        guard !given, let text = Environment[variable(name)] else { return given }
        switch text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "", "0", "false", "no", "off": return false
        default: throw FlagError(description: "\(variable(name)): expected true or false, got '\(text)'.")
        }
    }

    private static func lookUp<Value: ExpressibleByArgument>(
        _ given: Value?, _ name: String
    ) throws -> (Value?, place: String, text: String) {
        if let given { return (given, name, "\(given)") }
        guard let text = Environment[variable(name)], !text.isEmpty else { return (nil, name, "") }
        guard let value = Value(argument: text) else {
            throw FlagError(description: "\(variable(name)): '\(text)' is not a valid value.")
        }
        return (value, variable(name), text)
    }

    /// `--max-tenants` as `DEEPMOCK_MAX_TENANTS`.
    private static func variable(_ name: String) -> String {
        let words = name.drop { $0 == "-" }.uppercased()
        return "DEEPMOCK_" + String(words.map { $0 == "-" ? "_" : $0 })
    }
}
