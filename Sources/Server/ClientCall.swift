// One request of the client, from resolving the host to the end of the response.

import EventLoop
import HTTP
import TLS

/// A call in progress, retained by its timer until it is over.
final class ClientCall: StreamDelegate {
    private let loop: Loop
    private let request: HTTPClient.Request
    private let trust: ClientTrust
    private var reader: ResponseReader
    private var completion: ((Result<HTTPClient.Response, HTTPClient.Failure>) -> Void)?
    private var timer: Timer?
    /// The result of a call that ended while it was being started; reported in the next turn.
    private var early: Result<HTTPClient.Response, HTTPClient.Failure>?
    private var isStarting = true
    private var connector: Connector?
    private var stream: Stream?
    /// The TLS of a call through it.
    private var session: TLSClientSession?

    init(
        loop: Loop, request: HTTPClient.Request, trust: ClientTrust, maximumBytes: Int,
        completion: @escaping (Result<HTTPClient.Response, HTTPClient.Failure>) -> Void
    ) {
        self.loop = loop
        self.request = request
        self.trust = trust
        self.completion = completion
        reader = ResponseReader(maximumBytes: maximumBytes, isForHead: request.method == .head)
    }

    func start(timeoutMilliseconds: Int) {
        do throws(LoopError) {
            let timer = try Timer(loop: loop) { [self] in
                finish(early ?? .failure(.timeout(milliseconds: timeoutMilliseconds)))
            }
            timer.start(afterMilliseconds: timeoutMilliseconds)
            self.timer = timer
        } catch {
            isStarting = false
            return finish(.failure(.connection(error)))
        }
        connector = Connector(loop: loop, host: request.address ?? request.host, port: request.port) {
            [weak self] result in
            switch result {
            case .success(let stream): self?.connected(stream)
            case .failure(let error): self?.finish(.failure(.connection(error)))
            }
        }
        isStarting = false
        if early != nil { timer?.start(afterMilliseconds: 0) }
    }

    private func connected(_ stream: Stream) {
        self.stream = stream
        stream.setDelegate(self)
        stream.startReading()
        guard request.isSecure else {
            stream.write(head)
            stream.write(request.body)
            return
        }
        do throws(TLSFailure) {
            let session = try TLSClientSession(context: trust.context(), host: request.host)
            self.session = session
            stream.write(try session.begin())
        } catch {
            finish(.failure(.insecure(error)))
        }
    }

    /// Decrypts bytes of the server; the request leaves once the server is trusted.
    private func decrypt(_ bytes: Span<UInt8>, _ session: TLSClientSession, _ stream: Stream) {
        let wasOpen = session.isOpen
        do throws(TLSFailure) {
            let (plain, reply) = try session.receive(bytes)
            stream.write(reply)
            if session.isOpen, !wasOpen { stream.write(try session.send(head + request.body)) }
            reader.append(plain.span)
        } catch {
            return finish(.failure(.insecure(error)))
        }
        take { () throws(HTTPClient.Failure) in
            if let response = try reader.next() { return response }
            return try session.hasServerEnded ? reader.end() : nil
        }
    }

    /// The request head. Values from the caller must not be able to begin another line.
    private var head: [UInt8] {
        let host = request.host.contains(":") ? "[\(request.host)]" : request.host
        var lines = ["\(request.method.name) \(request.target) HTTP/1.1", "Host: \(host):\(request.port)"]
        lines += request.headers.map { "\($0.name): \($0.value)" }
        if !request.body.isEmpty || request.method == .post || request.method == .put {
            lines.append("Content-Length: \(request.body.count)")
        }
        lines.append("Connection: close")
        var bytes: [UInt8] = []
        for line in lines {
            bytes += line.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
            bytes += [0x0D, 0x0A]
        }
        return bytes + [0x0D, 0x0A]
    }

    private func finish(_ result: Result<HTTPClient.Response, HTTPClient.Failure>) {
        guard !isStarting else {
            early = result
            return
        }
        let completion = completion
        self.completion = nil
        connector?.cancel()
        connector = nil
        stream?.close()
        stream = nil
        timer?.close()
        timer = nil
        completion?(result)
    }

    private func take(_ step: () throws(HTTPClient.Failure) -> HTTPClient.Response?) {
        do throws(HTTPClient.Failure) {
            if let response = try step() { finish(.success(response)) }
        } catch {
            finish(.failure(error))
        }
    }

    func stream(_ stream: Stream, received bytes: Span<UInt8>) {
        if let session { return decrypt(bytes, session, stream) }
        reader.append(bytes)
        take { () throws(HTTPClient.Failure) in try reader.next() }
    }

    func streamEnded(_ stream: Stream) {
        take { () throws(HTTPClient.Failure) in try reader.end() }
    }

    func streamDrained(_ stream: Stream) {}

    func stream(_ stream: Stream, failed error: LoopError) {
        finish(.failure(.connection(error)))
    }
}
