// Work on libuv's thread pool, with a result that returns to the loop.

import CLibUV

extension Loop {
    /// Runs `body` on the pool, then `completion` on the loop with the result. Keeps the loop running until then.
    ///
    /// - Parameters:
    ///   - body: work that shares nothing with the loop's thread. It may block or compute for a long time.
    ///   - completion: called exactly once, in a later turn.
    public func work<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value,
        then completion: @escaping (Result<Value, any Error>) -> Void
    ) {
        TypedWork(loop: self, body: body, completion: completion).queue()
    }
}

/// A request to the pool. C callbacks cannot use generic parameters, so they see this class; the values are in its
/// subclass.
@safe
private class Work {
    private let loop: Loop
    private let request = UnsafeMutablePointer<uv_work_t>.allocate(capacity: 1)

    init(loop: Loop) {
        self.loop = loop
    }

    deinit {
        unsafe request.deallocate()
    }

    /// Called on a thread of the pool.
    func perform() {}

    /// Called on the loop's thread.
    func finish() {}

    final func queue() {
        unsafe request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let result = unsafe uv_queue_work(
            loop.pointer,
            request,
            { request in unsafe owner(of: request?.pointee.data, as: Work.self)?.perform() },
            { request, _ in
                guard let data = unsafe request?.pointee.data else { return }
                unsafe Unmanaged<Work>.fromOpaque(data).takeRetainedValue().finish()
            }
        )
        precondition(result == 0, "libuv refused the work, which it does only without a callback.")
    }
}

private final class TypedWork<Value: Sendable>: Work {
    private let body: @Sendable () throws -> Value
    private let completion: (Result<Value, any Error>) -> Void
    private var result: Result<Value, any Error>?

    init(
        loop: Loop,
        body: @escaping @Sendable () throws -> Value,
        completion: @escaping (Result<Value, any Error>) -> Void
    ) {
        self.body = body
        self.completion = completion
        super.init(loop: loop)
    }

    override func perform() {
        result = Result { try body() }
    }

    override func finish() {
        guard let result else { return }
        completion(result)
    }
}
