// A raw client: sends any bytes in any pieces, and reads answers off the socket.

import Foundation
import JSON

/// One connection to the server, from the client's side. Every wait ends at a deadline.
final class Connection {
    private var socket: Int32
    private var received: [UInt8] = []
    private var hasEnded = false

    /// Connects to a port of 127.0.0.1.
    init(port: Int) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw LiveFailure("no socket: \(Self.lastError)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let reason = Self.lastError
            close()
            throw LiveFailure("cannot connect to port \(port): \(reason)")
        }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close() }

    // MARK: - Sending

    /// Sends bytes; false when the server has closed before it took them all.
    @discardableResult
    func send(_ bytes: [UInt8]) throws -> Bool {
        let deadline = Deadline()
        var sent = 0
        while sent < bytes.count {
            try waitUntilReady(POLLOUT, deadline, "room to send")
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0 {
                if errno == EAGAIN || errno == EINTR { continue }
                return false
            }
            sent += count
        }
        return true
    }

    /// Sends text; false when the server has closed before it took it all.
    @discardableResult
    func send(_ text: String) throws -> Bool { try send(Array(text.utf8)) }

    /// Sends bytes in pieces, each in a packet of its own.
    func send(_ bytes: [UInt8], inPiecesOf size: Int) throws {
        for start in stride(from: 0, to: bytes.count, by: size) {
            guard try send(Array(bytes[start..<min(start + size, bytes.count)])) else { return }
            usleep(200)
        }
    }

    /// Says that nothing more will be sent.
    func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Goes away; the server is told so at once, answers or not.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func close() {
        guard socket >= 0 else { return }
        Foundation.close(socket)
        socket = -1
    }

    // MARK: - Asking

    /// Sends one request and reads its answer.
    func ask(
        _ method: String, _ target: String, _ headers: KeyValuePairs<String, String> = [:], body: [UInt8]? = nil
    ) throws -> Answer {
        try send(Self.request(method, target, headers, body: body))
        return try answer(isHead: method == "HEAD")
    }

    /// Sends one request with a JSON body and reads its answer.
    func ask(
        _ method: String, _ target: String, _ headers: KeyValuePairs<String, String> = [:], json: JSON
    ) throws -> Answer {
        try send(Self.request(method, target, headers, json: json))
        return try answer()
    }

    /// The bytes of a request with a JSON body.
    static func request(
        _ method: String, _ target: String, _ headers: KeyValuePairs<String, String> = [:], json: JSON
    ) -> [UInt8] {
        let all = headers.map { ($0.key, $0.value) } + [("Content-Type", "application/json")]
        return request(method, target, all, body: json.serialized())
    }

    /// The bytes of a request.
    static func request(
        _ method: String, _ target: String, _ headers: KeyValuePairs<String, String> = [:], body: [UInt8]? = nil
    ) -> [UInt8] {
        request(method, target, headers.map { ($0.key, $0.value) }, body: body)
    }

    private static func request(
        _ method: String, _ target: String, _ headers: [(String, String)], body: [UInt8]?
    ) -> [UInt8] {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + (body ?? [])
    }

    // MARK: - Reading

    /// The next answer, interim ones included.
    ///
    /// - Parameter isHead: whether it answers HEAD, so that no body follows.
    func answer(isHead: Bool = false) throws -> Answer {
        let deadline = Deadline()
        while true {
            if let answer = takeAnswer(isHead: isHead) { return answer }
            guard try receive(deadline, "an answer") else {
                throw LiveFailure("the connection ended after \(received.count) bytes of an answer: \(preview)")
            }
        }
    }

    /// The next answer if it comes before the server closes; nil when the connection ends first.
    func answerOrEnd() throws -> Answer? {
        let deadline = Deadline()
        while true {
            if let answer = takeAnswer(isHead: false) { return answer }
            guard try receive(deadline, "an answer or the end") else { return nil }
        }
    }

    /// The next answer if all of it has arrived already.
    func answerAtHand() throws -> Answer? {
        while takeable(), try receive(Deadline(), "bytes") {}
        return takeAnswer(isHead: false)
    }

    /// Everything up to the end of the connection.
    func rest() throws -> [UInt8] {
        let deadline = Deadline()
        while try receive(deadline, "the end of the connection") {}
        defer { received = [] }
        return received
    }

    /// Waits for the server to close; true when nothing came before it did.
    func endsSilently() throws -> Bool { try rest().isEmpty }

    private func takeAnswer(isHead: Bool) -> Answer? {
        guard let end = received.firstIndex(of: [13, 10, 13, 10]) else { return nil }
        let lines = String(decoding: received[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let words = lines.first?.split(separator: " "), words.count > 1, let status = Int(words[1]) else {
            return nil
        }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            return (name: String(parts[0]), value: value)
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        let hasBody = !isHead && status >= 200 && status != 204 && status != 304
        let next = end + 4 + (hasBody ? length : 0)
        guard received.count >= next else { return nil }
        let body = Array(received[(end + 4)..<next])
        received.removeFirst(next)
        return Answer(status: status, headers: headers, body: body)
    }

    /// Takes what has come; false when the server has closed.
    private func receive(_ deadline: Deadline, _ what: String) throws -> Bool {
        guard !hasEnded else { return false }
        try waitUntilReady(POLLIN, deadline, what)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return true }
        // A reset is an end, too: what has been received stays.
        hasEnded = count <= 0
        received += buffer.prefix(max(0, count))
        return !hasEnded
    }

    private func takeable() -> Bool {
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return !hasEnded && poll(&entry, 1, 0) > 0
    }

    private func waitUntilReady(_ event: Int32, _ deadline: Deadline, _ what: String) throws {
        while true {
            var entry = pollfd(fd: socket, events: Int16(event), revents: 0)
            if poll(&entry, 1, deadline.milliseconds) > 0 { return }
            guard !deadline.isPassed else { throw LiveFailure("waited too long for \(what); so far: \(preview)") }
        }
    }

    private var preview: String { String(decoding: received.prefix(300), as: UTF8.self) }

    private static var lastError: String { String(cString: strerror(errno)) }
}

extension [UInt8] {
    /// The place of the first occurrence of a pattern.
    fileprivate func firstIndex(of pattern: [UInt8]) -> Int? {
        guard count >= pattern.count else { return nil }
        return (0...(count - pattern.count)).first { self[$0] == pattern[0] && self[$0...].starts(with: pattern) }
    }
}
