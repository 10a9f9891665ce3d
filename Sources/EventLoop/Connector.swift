// Opens TCP connections.

import CLibUV

/// One attempt to connect. The host is looked up on the pool; then its addresses are tried one after another.
public final class Connector {
    private let loop: Loop
    private var remaining: ArraySlice<SocketAddress> = []
    private var stream: Stream?
    private var completion: ((Result<Stream, LoopError>) -> Void)?

    /// Starts connecting.
    ///
    /// - Parameters:
    ///   - accepts: whether an address may be tried. When none may, the completion gets EACCES.
    ///   - completion: called once, after this returns unless the look-up cannot even start. The receiver must close the
    ///     stream.
    public init(
        loop: Loop,
        host: String,
        port: Int,
        accepts: @escaping (SocketAddress) -> Bool = { _ in true },
        completion: @escaping (Result<Stream, LoopError>) -> Void
    ) {
        self.loop = loop
        self.completion = completion
        Resolver.resolve(loop, host: host, port: port) { [self] result in
            switch result {
            case .success(let addresses):
                remaining = addresses.filter(accepts)[...]
                let isRefused = remaining.isEmpty && !addresses.isEmpty
                let failure = isRefused ? UV_EACCES.rawValue : UV_EAI_NONAME.rawValue
                tryNext(after: LoopError(code: failure, operation: "connect"))
            case .failure(let error):
                finish(.failure(error))
            }
        }
    }

    /// Gives up. The completion will not be called.
    public func cancel() {
        completion = nil
        stream?.close()
        stream = nil
    }

    private func finish(_ result: Result<Stream, LoopError>) {
        let completion = completion
        self.completion = nil
        stream = nil
        completion?(result)
    }

    private func tryNext(after error: LoopError) {
        guard completion != nil else { return }
        guard let address = remaining.popFirst() else { return finish(.failure(error)) }
        do throws(LoopError) {
            let stream = try Stream(loop: loop)
            self.stream = stream
            try connect(stream, to: address)
        } catch {
            stream?.close()
            tryNext(after: error)
        }
    }

    private func connect(_ stream: Stream, to address: SocketAddress) throws(LoopError) {
        let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
        unsafe request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let result = unsafe stream.connect(to: address, request: request) { request, status in
            guard let request = unsafe request, let data = unsafe request.pointee.data else { return }
            unsafe request.deallocate()
            unsafe Unmanaged<Connector>.fromOpaque(data).takeRetainedValue().connected(status)
        }
        guard result < 0 else { return }
        unsafe request.deallocate()
        unsafe Unmanaged.passUnretained(self).release()
        throw LoopError(code: result, operation: "connect to \(address)")
    }

    private func connected(_ status: Int32) {
        guard let stream else { return }
        guard status < 0 else { return finish(.success(stream)) }
        stream.close()
        self.stream = nil
        tryNext(after: LoopError(code: status, operation: "connect"))
    }
}
