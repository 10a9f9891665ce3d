// The events of a stream.

/// Receives the events of one stream. The stream retains its delegate until it is closed.
public protocol StreamDelegate: AnyObject {
    /// Bytes arrived. They are valid only during the call.
    func stream(_ stream: Stream, received bytes: Span<UInt8>)
    /// The peer has finished sending; it may still read. Reading has stopped.
    func streamEnded(_ stream: Stream)
    /// The queue has been passed to the system and is empty.
    func streamDrained(_ stream: Stream)
    /// The connection broke while reading or writing. The delegate should close the stream.
    func stream(_ stream: Stream, failed error: LoopError)
}
