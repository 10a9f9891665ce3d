// Asks a running server for its verdict.

import Emulator
import EventLoop
import HTTP
import JSON
import Server
import Verdict

/// Fetches verdicts with the server's own HTTP client.
public enum VerdictClient {
    /// A verdict could not be fetched. The description is the line that the user sees.
    public struct Failure: Error, CustomStringConvertible {
        /// Why.
        public let description: String
    }

    /// The largest verdict that is read.
    private static let maximumBytes = 64 << 20

    /// The verdict of a server.
    ///
    /// - Parameters:
    ///   - url: the base URL of the server, or of one tenant of it (`http://127.0.0.1:8484/t/worker-3`).
    ///   - query: parameters of `GET /__admin/verdict`.
    ///   - token: the admin token, if the server has one.
    /// - Throws: ``Failure``.
    public static func fetch(
        url: String, query: [(name: String, value: String)], token: String?, seconds: Double
    ) throws -> Verdict {
        guard let base = WebhookURL(url), !base.isSecure else {
            throw Failure(description: "--url must be the server's URL, such as http://127.0.0.1:8484, not '\(url)'.")
        }
        let path = base.target.hasSuffix("/") ? String(base.target.dropLast()) : base.target
        let items = query.map { "\($0.name)=\(PercentEncoding.pathSegment($0.value))" }.joined(separator: "&")
        var headers = Headers()
        headers.add("Accept", "application/json")
        if let token { headers.add("X-Deepmock-Admin-Token", token) }
        let response = try response(
            HTTPClient.Request(
                method: .get, host: base.host, port: base.port,
                target: path + "/__admin/verdict" + (items.isEmpty ? "" : "?" + items), headers: headers),
            seconds: seconds)
        let answer = try? JSON(parsing: response.body)
        guard response.status == 200, let verdict = answer.flatMap(Verdict.init(json:)) else {
            let message = answer?["error"]?["message"]?.string ?? "that is no verdict"
            throw Failure(description: "\(url) answered \(response.status): \(message)")
        }
        return verdict
    }

    private static func response(_ request: HTTPClient.Request, seconds: Double) throws -> HTTPClient.Response {
        let loop = try Loop()
        var result: Result<HTTPClient.Response, HTTPClient.Failure>?
        HTTPClient(loop: loop, maximumBytes: maximumBytes)
            .send(request, timeoutMilliseconds: Int(seconds * 1000)) { result = $0 }
        loop.run()
        loop.close()
        switch result {
        case .success(let response): return response
        case .failure(let failure):
            throw Failure(description: "\(request.host):\(request.port): \(HostFailure.sentence(for: failure))")
        case nil: throw Failure(description: "\(request.host):\(request.port) does not answer.")
        }
    }
}
