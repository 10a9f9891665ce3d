// What a command is told that runs against this server.

import Emulator
import EventLoop
import JSON
import Server

extension Host {
    /// The URL of the server for clients on this machine, without a final slash.
    public var base: String { "http://" + emulator.ownAuthority }

    /// The token of the control plane, if it asks for one.
    public var adminToken: String? { emulator.configuration.adminToken }

    /// The first credentials of the tenant `default`, by platform.
    public var credentials: JSON { emulator.platforms.credentials(ofTenant: Tenant.defaultName) }

    /// The names of the emulated services.
    public var serviceHosts: [String] { emulator.platforms.emulated.flatMap(\.hosts).sorted() }

    /// Whether the proxy leads to a host that is none of the services'.
    public func proxyLeads(to name: String) -> Bool { emulator.configuration.proxy.allows(name) }

    /// Notes that the command wanted to reach a host that is none of the services'.
    public func noteForeignHost(_ name: String) { emulator.noteForeignHost(name, tenant: nil) }

    /// The certificate of the server's authority as PEM text.
    public func certificateAuthority() throws -> [UInt8] { try emulator.certificateAuthority() }

    /// Accepts connections of a socket that listens already, and that is the server's from now on.
    public func listen(adopting descriptor: Int32) throws {
        try server.listen(adopting: descriptor)
    }

    /// Listens on one more port of this machine.
    public func listenOnLoopback(port: Int) throws {
        _ = try server.listen(on: ["127.0.0.1", "::1"], port: port)
    }

    /// Serves until the server stops, or until somebody stops the loop.
    public func serve() {
        loop.run()
    }
}
