// Serves the page and its modules, which are in the binary. They are the same for everybody and open to all; what they
// show comes from the control plane.

import Emulator
import HTTP
import System

/// The files of the dashboard.
enum Pages {
    static let handlers: [String: Handler] = ["getDashboard": page, "getDashboardAsset": asset]

    /// Nothing from elsewhere, nothing inline, no frames.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; \
        connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'
        """
    private static let headers = [
        ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cache-Control", "no-cache"),
    ]

    /// The names in the page are relative, so that it works under any prefix: its own name ends in a slash.
    private static func page(_ call: Call) throws -> Reply {
        guard call.request.head.target.hasFinalSlash else {
            return .empty(302, headers: [("Location", "__admin/")])
        }
        return try answer("index.html", of: call)
    }

    private static func asset(_ call: Call) throws -> Reply {
        try answer(call.path("name"), of: call)
    }

    private static func answer(_ name: String, of call: Call) throws -> Reply {
        guard let text = Assets.all[name] else { throw Problem.notFound("The file \(name) of the dashboard") }
        return .content(
            .memory(Array(text.utf8)), mediaType: mediaType(of: name), modified: call.emulator.started,
            headers: headers)
    }

    /// Modules of Preact are named without an ending, as they import each other.
    private static func mediaType(of name: String) -> String {
        let type =
            switch name.utf8.split(separator: UInt8(ascii: ".")).dropFirst().last.map({ String(Substring($0)) }) {
            case "html": "text/html"
            case "css": "text/css"
            case "svg": "image/svg+xml"
            case "txt": "text/plain"
            default: "text/javascript"
            }
        return type + "; charset=utf-8"
    }
}
