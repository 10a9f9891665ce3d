// What a stream tells the object that uses it.

/// Hears from one stream. The stream holds its delegate until it is closed.
public protocol StreamDelegate: AnyObject {
    /// Bytes have arrived. They are valid during the call only.
    func stream(_ stream: Stream, received bytes: Span<UInt8>)
    /// The peer will send nothing more; it may still read. Reading has stopped.
    func streamEnded(_ stream: Stream)
    /// Everything that had to wait in the stream's queue has been handed to the system.
    func streamDrained(_ stream: Stream)
    /// The connection broke while reading or writing. The delegate should close the stream.
    func stream(_ stream: Stream, failed error: LoopError)
}
