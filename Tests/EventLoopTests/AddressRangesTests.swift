// Which addresses are public.

import EventLoop
import Testing

@Suite("Address ranges")
struct AddressRangesTests {
    @Test(
        "addresses of the public network",
        arguments: [
            "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.3.1", "2606:4700::1111", "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ])
    func ofPublicNetwork(address: String) throws {
        #expect(try #require(SocketAddress(numeric: address, port: 1)).isPublic)
    }

    @Test(
        "addresses of this machine, of private networks, and of nobody",
        arguments: [
            "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
            "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "192.0.2.1",
        ])
    func others(address: String) throws {
        #expect(!(try #require(SocketAddress(numeric: address, port: 1)).isPublic))
    }
}
