// Tests of networks of addresses.

import EventLoop
import Testing

@Suite("Address ranges")
struct AddressRangeTests {
    @Test(
        "an address is in a range when the leading bits are the same",
        arguments: [
            ("10.0.0.0/8", "10.255.3.4", true), ("10.0.0.0/8", "11.0.0.1", false),
            ("192.168.4.0/22", "192.168.7.255", true), ("192.168.4.0/22", "192.168.8.0", false),
            ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
            ("127.0.0.1", "::ffff:127.0.0.1", true), ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe80::1", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("::1", "::1", true),
        ])
    func contains(range: String, address: String, isInside: Bool) throws {
        let address = try #require(SocketAddress(numeric: address, port: 80))
        #expect(try #require(AddressRange(range)).contains(address) == isInside)
    }

    @Test(
        "what is no address and no network is refused",
        arguments: [
            "", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "/8", "::1/129", "10.0.0.0/8/8",
        ])
    func refuses(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
