// Tests of the URLs of receivers.

import Emulator
import Testing

@Suite("Webhook URL")
struct WebhookURLTests {
    @Test(
        "URLs are taken apart",
        arguments: [
            ("http://localhost", "localhost", 80, "/"),
            ("HTTP://Example.Test:8080/a?b=c#d", "example.test", 8080, "/a?b=c"),
            ("https://example.test", "example.test", 443, "/"), ("http://[::1]:9/x", "::1", 9, "/x"),
            ("http://[fd00::7]", "fd00::7", 80, "/"), ("http://127.0.0.1?x", "127.0.0.1", 80, "/?x"),
            ("http://a_b.test/%20", "a_b.test", 80, "/%20"),
        ])
    func parts(text: String, host: String, port: Int, target: String) throws {
        let url = try #require(WebhookURL(text))
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.target == target)
        #expect(url.text == text)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "http", "http:", "http:/x", "http://", "http:///x", "ftp://a/", "//a/", "http://a b/", "http://a\n/",
            "http://u@a/", "http://u:p@a/", "http://a:/", "http://a:0/", "http://a:65536/", "http://a:x/",
            "http://a:1:2/",
            "http://[::1/", "http://::1/", "http://[]/", "http://[::1]x/", "http://[x]/", "http://ä.test/",
            "http://a\\b/",
            "http://a/" + String(repeating: "x", count: 2048),
        ])
    func refused(text: String) {
        #expect(WebhookURL(text) == nil)
    }

    @Test("hosts for the allow list", arguments: ["*", "example.test", "10.0.0.7", "fd00::7", "A-B"])
    func hosts(text: String) {
        #expect(DeliveryPolicy.isHost(text))
    }

    @Test("not hosts", arguments: ["", "a b", "http://a", "a:80", "a/b", "[::1]", "*.test", "a@b"])
    func notHosts(text: String) {
        #expect(!DeliveryPolicy.isHost(text))
    }
}
