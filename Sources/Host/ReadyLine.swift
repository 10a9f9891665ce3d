// The one line on standard output: the server's URLs and credentials.

import Emulator
import JSON
import System

/// The line that the server prints once it is ready.
struct ReadyLine {
    /// One JSON object and a line feed.
    let text: String

    init(emulator: Emulator, host: String?, port: Int, data: String?) {
        // Where it listens, even when links in answers use another URL: with port 0 nothing else says so.
        let base = "http://" + Self.authority(host: host, port: port)
        var line: JSONObject = [
            "ready": true,
            "pid": .int(SystemProcess.id),
            "version": .string(emulator.configuration.version),
            "base": .string(base),
            "admin": .string(base + "/__admin"),
            "platforms": emulator.platforms.urls(base: base),
            "credentials": emulator.platforms.credentials(ofTenant: Tenant.defaultName),
            "data": data.map(JSON.string) ?? .null,
        ]
        if let token = emulator.configuration.adminToken { line["admin_token"] = .string(token) }
        text = JSON.object(line).description + "\n"
    }

    /// Host and port for clients on this machine.
    static func authority(host: String?, port: Int) -> String { "\(address(host)):\(port)" }

    /// An address for clients on this machine, in the form of URLs.
    private static func address(_ host: String?) -> String {
        switch host {
        case nil, "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        case let host? where host.contains(":"): "[\(host)]"
        case let host?: host
        }
    }
}
