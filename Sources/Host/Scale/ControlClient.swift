// Asks the control plane of another server.

import Emulator
import EventLoop
import HTTP
import JSON
import Server

/// The control plane of a server, for commands: each call waits for its answer.
struct ControlClient {
    /// The largest snapshot that is moved, in bytes.
    private static let maximumBytes = 1 << 30

    /// The server's URL without a path.
    let base: WebhookURL
    private let token: String?
    private let milliseconds: Int

    /// A client of the server at `url`.
    ///
    /// - Parameters:
    ///   - token: the admin token, if the server has one.
    ///   - seconds: the limit for each answer.
    /// - Throws: ``ScaleFailure`` when the URL is none.
    init(url: String, token: String?, seconds: Double) throws {
        guard let base = WebhookURL(url), !base.isSecure, base.target == "/" else {
            throw ScaleFailure("'\(url)' is not the URL of a server, such as http://127.0.0.1:8484.")
        }
        self.base = base
        self.token = token
        milliseconds = Int(seconds * 1000)
    }

    /// Host and port.
    var authority: String { base.host.contains(":") ? "[\(base.host)]:\(base.port)" : "\(base.host):\(base.port)" }

    /// Asks one thing.
    ///
    /// - Parameters:
    ///   - path: what follows `/__admin/`.
    ///   - tenant: the tenant that it is about; nil for the server as a whole.
    ///   - accepted: statuses besides those of success that are no failure.
    /// - Returns: the body of the answer.
    /// - Throws: ``ScaleFailure``.
    @discardableResult
    func ask(
        _ method: Method, _ path: String, tenant: String? = nil, body: [UInt8] = [],
        mediaType: String = "application/json", accepting accepted: Set<Int> = []
    ) throws -> [UInt8] {
        var headers = Headers()
        if !body.isEmpty { headers.add("Content-Type", mediaType) }
        if let token { headers.add("X-Deepmock-Admin-Token", token) }
        let target = (tenant.map { "/t/\($0)" } ?? "") + "/__admin/\(path)"
        let request = HTTPClient.Request(
            method: method, host: base.host, port: base.port, target: target, headers: headers, body: body)
        let response = try send(request)
        guard (200..<300).contains(response.status) || accepted.contains(response.status) else {
            let message = (try? JSON(parsing: response.body))?["error"]?["message"]?.string
            throw ScaleFailure(
                "\(authority) answered \(response.status) to \(method.name) \(target): \(message ?? "no reason given")")
        }
        return response.body
    }

    private func send(_ request: HTTPClient.Request) throws -> HTTPClient.Response {
        let loop = try Loop()
        var result: Result<HTTPClient.Response, HTTPClient.Failure>?
        HTTPClient(loop: loop, maximumBytes: Self.maximumBytes)
            .send(request, timeoutMilliseconds: milliseconds) { result = $0 }
        loop.run()
        loop.close()
        switch result {
        case .success(let response): return response
        case .failure(let failure): throw ScaleFailure("\(authority): \(HostFailure.sentence(for: failure))")
        case nil: throw ScaleFailure("\(authority) does not answer.")
        }
    }
}
