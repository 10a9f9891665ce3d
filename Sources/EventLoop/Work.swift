// Work on libuv's thread pool: a value goes in, a value comes back on the loop.

import CLibUV

extension Loop {
    /// Runs `body` on the pool, then `completion` on the loop with what it returned or threw. The loop runs until then.
    ///
    /// - Parameters:
    ///   - body: work that shares nothing with the loop's thread: it may block, or compute for longer than a millisecond.
    ///   - completion: called exactly once, in a later turn.
    public func work<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value,
        then completion: @escaping (Result<Value, any Error>) -> Void
    ) {
        TypedWork(loop: self, body: body, completion: completion).queue()
    }
}

/// A request of the pool. Callbacks of C cannot mention generic parameters: they see this class, the values are below.
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

    /// On a thread of the pool.
    func perform() {}

    /// Back on the loop's thread.
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
        precondition(result == 0, "libuv refuses work only without a callback.")
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
