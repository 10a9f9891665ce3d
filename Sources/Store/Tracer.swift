// Watching the statements of a connection.

import CSQLite

/// Holds the closure that SQLite calls for every statement.
final class Tracer {
    private let sink: (String) -> Void

    init(sink: @escaping (String) -> Void) {
        self.sink = sink
    }

    /// Has SQLite call `tracer`, which the caller keeps alive; nil ends that.
    static func install(_ tracer: Tracer?, on connection: OpaquePointer) {
        guard let tracer else {
            unsafe sqlite3_trace_v2(connection, 0, nil, nil)
            return
        }
        let context = unsafe Unmanaged.passUnretained(tracer).toOpaque()
        unsafe sqlite3_trace_v2(
            connection, UInt32(SQLITE_TRACE_STMT),
            { _, context, _, text in
                if let context = unsafe context, let text = unsafe text {
                    let tracer = unsafe Unmanaged<Tracer>.fromOpaque(context).takeUnretainedValue()
                    tracer.sink(unsafe String(cString: text.assumingMemoryBound(to: CChar.self)))
                }
                return 0
            }, context)
    }
}
