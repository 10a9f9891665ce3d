// Where the bytes of TLS connections come from and go to: memory.

import CTLS

/// What a peer has sent, and what is to be sent. One serves all connections of a context, because both are empty again when
/// a call returns. Confined to the thread of its context.
@safe final class TLSPipe {
    /// The most memory that is kept for the next connection, in bytes.
    private static let keptRoom = 64 << 10

    /// The BIO over it; a connection that takes it needs a reference of its own.
    let bio: OpaquePointer
    private let method: OpaquePointer
    private let pipe: UnsafeMutablePointer<deepmock_pipe>

    /// An empty one.
    init() throws(TLSFailure) {
        unsafe pipe = .allocate(capacity: 1)
        unsafe pipe.initialize(to: deepmock_pipe())
        guard let method = unsafe deepmock_pipe_method() else {
            unsafe pipe.deallocate()
            throw .last("cannot allocate memory")
        }
        guard let bio = unsafe deepmock_pipe_open(method, pipe) else {
            unsafe BIO_meth_free(method)
            unsafe pipe.deallocate()
            throw .last("cannot allocate memory")
        }
        unsafe (self.method, self.bio) = (method, bio)
    }

    deinit {
        unsafe BIO_free(bio)
        unsafe BIO_meth_free(method)
        unsafe free(pipe.pointee.output)
        unsafe pipe.deallocate()
    }

    /// Whether bytes of the peer wait.
    var hasInput: Bool { unsafe pipe.pointee.input_count > 0 }

    /// Calls `body`, during which `bytes` come from the peer. What it leaves of them is nobody else's.
    func reading<T>(_ bytes: Span<UInt8>, _ body: () -> T) -> T {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe pipe.pointee.input = bytes.baseAddress
            unsafe pipe.pointee.input_count = bytes.count
            defer {
                unsafe pipe.pointee.input = nil
                unsafe pipe.pointee.input_count = 0
            }
            return body()
        }
    }

    /// Passes on what is to be sent.
    func flush(_ write: (Span<UInt8>) -> Void) {
        guard unsafe pipe.pointee.output_count > 0 else { return }
        let bytes = unsafe UnsafeBufferPointer(start: pipe.pointee.output, count: pipe.pointee.output_count)
        unsafe pipe.pointee.output_count = 0
        unsafe write(bytes.span)
        guard unsafe pipe.pointee.output_room > Self.keptRoom else { return }
        unsafe free(pipe.pointee.output)
        unsafe pipe.pointee.output = nil
        unsafe pipe.pointee.output_room = 0
    }
}
