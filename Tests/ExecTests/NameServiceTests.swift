// What resolvers of an isolated command are told, message by message.

import Testing

@testable import Exec

@Suite("Name service")
struct NameServiceTests {
    /// A query for a name, as resolvers send it.
    private static func query(_ name: String, type: UInt16 = 1, flags: UInt8 = 1, questions: UInt8 = 1) -> [UInt8] {
        var message: [UInt8] = [0xAB, 0xCD, flags, 0, 0, questions, 0, 0, 0, 0, 0, 0]
        for label in name.split(separator: ".") { message += [UInt8(label.utf8.count)] + Array(label.utf8) }
        return message + [0, UInt8(type >> 8), UInt8(type & 0xFF), 0, 1]
    }

    /// The answer to a message, and the names that were noted.
    private static func ask(_ message: [UInt8]) -> (answer: [UInt8]?, noted: [String]) {
        var noted: [String] = []
        let names = NameService.Names(
            local: ["api.deepva.com", "box"], allowed: { $0 == "mirror.example" }, unexpected: { noted.append($0) })
        return (names.answer(message.span), noted)
    }

    @Test(
        "a service's name leads to this machine", arguments: ["api.deepva.com", "API.DeepVA.com", "localhost", "box"])
    func services(name: String) throws {
        let query = Self.query(name)
        let (answer, noted) = Self.ask(query)
        let head: [UInt8] = [0xAB, 0xCD, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
        let record: [UInt8] = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]
        #expect(answer == head + query[12...] + record)
        #expect(noted.isEmpty)
    }

    @Test("a service has no IPv6 address, but its name exists", arguments: [28, 65, 16] as [UInt16])
    func otherTypes(type: UInt16) {
        let query = Self.query("api.deepva.com", type: type)
        let (answer, noted) = Self.ask(query)
        #expect(answer == [0xAB, 0xCD, 0x85, 0x80, 0, 1, 0, 0, 0, 0, 0, 0] + query[12...])
        #expect(noted.isEmpty)
    }

    @Test("another name does not exist, and is noted once for all questions of one wish")
    func unexpected() {
        let (answer, noted) = Self.ask(Self.query("Tracker.example"))
        #expect(answer?[3] == 0x83 && answer?[7] == 0)
        #expect(noted == ["tracker.example"])
        #expect(Self.ask(Self.query("tracker.example", type: 28)).noted.isEmpty)
        #expect(Self.ask(Self.query("tracker.example", type: 65)).noted.isEmpty)
        #expect(Self.ask(Self.query("_imap.tracker.example", type: 33)).noted == ["_imap.tracker.example"])
    }

    @Test(
        "allowed hosts, addresses and what resolvers put together are not noted",
        arguments: ["mirror.example", "1.0.0.127.in-addr.arpa", "tracker.example.invalid"])
    func quiet(name: String) {
        let (answer, noted) = Self.ask(Self.query(name, type: name.hasSuffix("arpa") ? 12 : 1))
        #expect(answer?[3] == 0x83)
        #expect(noted.isEmpty)
    }

    @Test("what is no question is refused, and an answer is never answered")
    func refusals() {
        #expect(Self.ask(Self.query("a.example", flags: 0x80)).answer == nil)
        #expect(Self.ask([1, 2, 0]).answer == nil)
        #expect(Self.ask(Self.query("a.example", flags: 0x28)).answer?[3] == 0x84)
        #expect(Self.ask(Self.query("a.example", questions: 2)).answer?[3] == 0x81)
        #expect(Self.ask(Array(Self.query("a.example").dropLast(5))).answer?[3] == 0x81)
        // A name that points to itself, a label of 64 bytes, and a name of 300.
        let head: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        #expect(Self.ask(head + [0xC0, 12, 0, 1, 0, 1]).answer?[3] == 0x81)
        #expect(Self.ask(Self.query(String(repeating: "a", count: 64))).answer?[3] == 0x81)
        let long = Array(repeating: String(repeating: "a", count: 59), count: 5).joined(separator: ".")
        #expect(Self.ask(Self.query(long)).answer?[3] == 0x81)
    }

    @Test("no message breaks it, and no answer is longer than its question by more than an address")
    func damaged() {
        let message = Self.query("tracker.example")
        for count in 0...message.count {
            for place in 0..<max(count, 1) {
                for value in [0, 1, 0x3F, 0x40, 0xC0, 0xFF] as [UInt8] where place < count {
                    var damaged = Array(message.prefix(count))
                    damaged[place] = value
                    #expect((Self.ask(damaged).answer?.count ?? 0) <= max(count + 16, 28))
                }
            }
        }
    }

    @Test("the machine's sources of names are files and the resolver alone")
    func sources() {
        let existing = "# names\npasswd: files systemd\n hosts: files mdns4_minimal resolve dns\nservices: db files\n"
        let text = String(decoding: Isolation.nameSources(Array(existing.utf8)), as: UTF8.self)
        #expect(text == "hosts: files dns\n# names\npasswd: files systemd\nservices: db files\n")
    }
}
