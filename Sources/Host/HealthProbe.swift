// Checks the health of a running server with the server's own HTTP client.

import EventLoop
import HTTP
import JSON
import Server

/// One health check.
public enum HealthProbe {
    /// Why the server at `host` and `port` is not healthy; nil if it is.
    public static func failure(host: String, port: Int, seconds: Double) -> String? {
        do {
            let loop = try Loop()
            var failure: String? = "\(host):\(port) does not answer."
            HTTPClient(loop: loop).send(
                HTTPClient.Request(method: .get, host: host, port: port, target: "/__admin/health"),
                timeoutMilliseconds: Int(seconds * 1000)
            ) { result in
                switch result {
                case .success(let response):
                    let status = (try? JSON(parsing: response.body))?["status"]?.string
                    failure =
                        response.status == 200 && status == "ok"
                        ? nil
                        : "\(host):\(port) is not ready. It answered \(response.status) with status \(status ?? "unknown")."
                case .failure(let error):
                    failure = "\(host):\(port): \(HostFailure.sentence(for: error))"
                }
            }
            loop.run()
            loop.close()
            return failure
        } catch {
            return HostFailure.sentence(for: error)
        }
    }
}
