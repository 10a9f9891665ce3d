// The first bytes of a connection that wants TLS: how large is the message that they announce?

/// Looks at the beginning of a ClientHello before OpenSSL does, which would allocate whatever length it announces.
struct HelloGate {
    /// Real hellos have some hundred bytes, or two thousand with keys that resist quantum computers.
    static let maximumBytes = 16 << 10
    /// The head of the record and of the message (RFC 8446 sections 5.1 and 4).
    private static let headBytes = 9

    private(set) var head: [UInt8] = []
    /// Whether the hello may go on.
    private(set) var isOpen = false

    /// Takes bytes; those to pass on, which are none until the head is there.
    mutating func take(_ bytes: Span<UInt8>) throws(TLSFailure) -> [UInt8] {
        for index in bytes.indices { head.append(bytes[index]) }
        guard head.count >= Self.headBytes else { return [] }
        let record = Int(head[3]) << 8 | Int(head[4])
        let message = Int(head[6]) << 16 | Int(head[7]) << 8 | Int(head[8])
        guard head[0] == 22, head[1] == 3, record >= 4, head[5] == 1 else {
            throw TLSFailure("the connection does not begin with a ClientHello")
        }
        guard message <= Self.maximumBytes else {
            throw TLSFailure("the ClientHello has \(message) bytes, and may have \(Self.maximumBytes)")
        }
        isOpen = true
        defer { head = [] }
        return head
    }
}
