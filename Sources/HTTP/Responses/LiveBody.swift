// A body whose end nobody knows: more of it may come at any time.

/// A body that grows while it is sent. It is told when there is room, so nothing is queued for a peer that reads slowly.
public protocol LiveBody: AnyObject {
    /// Whether nothing will come any more.
    var isOver: Bool { get }

    /// Called when there is something to take, or the body is over. The connection sets it.
    var onChange: (() -> Void)? { get set }

    /// Takes what has come so far, about `maximum` bytes at most; nothing when there is nothing new.
    func take(maximum: Int) -> [UInt8]

    /// What is sent when nothing has come for a while, so that both sides notice a broken connection.
    var pulse: [UInt8] { get }

    /// The peer has left, or the connection ends: nothing will be taken any more.
    func end()
}
