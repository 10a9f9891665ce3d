// Values of flags: from the command line, else from the environment, else the default.

import ArgumentParser
import System

/// A wrong value. The description is the line that the user sees.
struct FlagError: Error, CustomStringConvertible {
    let description: String
}

/// Looks up flags that the command line does not have in the environment.
enum Flags {
    /// The value of a flag.
    ///
    /// - Parameters:
    ///   - given: the value on the command line.
    ///   - name: the flag, for example `--max-tenants`; its variable is `DEEPMOCK_MAX_TENANTS`.
    ///   - check: a condition beyond the type, and its description.
    static func value<Value: ExpressibleByArgument>(
        _ given: Value?, _ name: String, or fallback: Value, _ check: (must: (Value) -> Bool, be: String)? = nil
    ) throws -> Value {
        try optional(given, name, check) ?? fallback
    }

    /// The value of a flag that may be absent.
    static func optional<Value: ExpressibleByArgument>(
        _ given: Value?, _ name: String, _ check: (must: (Value) -> Bool, be: String)? = nil
    ) throws -> Value? {
        let (value, source, text) = try lookUp(given, name)
        guard let value else { return nil }
        if let check, !check.must(value) {
            throw FlagError(description: "\(source) must be \(check.be), not '\(text)'.")
        }
        return value
    }

    /// The values of a flag that may be given several times; its variable has them in one text, with commas between.
    static func list(_ given: [String], _ name: String) -> [String] {
        guard given.isEmpty, let text = Environment[variable(name)] else { return given }
        return text.split(separator: ",").map { String($0) }
    }

    /// The port: from the command line, else from `DEEPMOCK_PORT`, else from `PORT`, which platforms that run containers
    /// set, else 8484.
    static func port(_ given: Int?, from lowest: Int) throws -> Int {
        let range: ClosedRange<Int> = lowest...65535
        let check: (must: (Int) -> Bool, be: String) = ({ range.contains($0) }, "a port from \(lowest) to 65535")
        // Kubernetes describes a service named deepmock as DEEPMOCK_PORT=tcp://address:port.
        let isService = Environment[variable("--port")]?.hasPrefix("tcp://") ?? false
        if !isService || given != nil, let port = try optional(given, "--port", check) { return port }
        guard let text = Environment["PORT"], !text.isEmpty else { return 8484 }
        guard let port = Int(text), check.must(port) else {
            throw FlagError(description: "PORT must be \(check.be), not '\(text)'.")
        }
        return port
    }

    /// An IPv6 address may stand in brackets, as in URLs.
    static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// Whether a flag is given on the command line or by its variable.
    static func isGiven(_ given: Any?, _ name: String) -> Bool {
        given != nil || !(Environment[variable(name)] ?? "").isEmpty
    }

    /// A switch: on when given, else as in the environment (1, true, yes, on; 0, false, no, off or empty).
    static func isOn(_ given: Bool, _ name: String) throws -> Bool {
        guard !given, let text = Environment[variable(name)] else { return given }
        switch text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "", "0", "false", "no", "off": return false
        default: throw FlagError(description: "\(variable(name)) must be true or false, not '\(text)'.")
        }
    }

    private static func lookUp<Value: ExpressibleByArgument>(
        _ given: Value?, _ name: String
    ) throws -> (Value?, source: String, text: String) {
        if let given { return (given, name, "\(given)") }
        guard let text = Environment[variable(name)], !text.isEmpty else { return (nil, name, "") }
        guard let value = Value(argument: text) else {
            throw FlagError(description: "\(variable(name)) has an invalid value '\(text)'.")
        }
        return (value, variable(name), text)
    }

    /// `--max-tenants` as `DEEPMOCK_MAX_TENANTS`.
    static func variable(_ name: String) -> String {
        let words = name.drop { $0 == "-" }.uppercased()
        return "DEEPMOCK_" + String(words.map { $0 == "-" ? "_" : $0 })
    }
}
