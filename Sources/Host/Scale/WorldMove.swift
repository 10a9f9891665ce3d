// Moves a world from one server to another: it is held, copied, made known to the router, and deleted where it was.

import Emulator
import EventLoop
import HTTP
import JSON
import System

/// A move of one world.
public struct WorldMove {
    private let from: ControlClient
    private let to: ControlClient
    private let world: String
    private let router: Router?

    /// A move.
    ///
    /// - Parameters:
    ///   - from: the URL of the server that has the world.
    ///   - to: the URL of the server that will have it.
    ///   - world: the world's name.
    ///   - socket: HAProxy's socket for commands; nil when nobody routes.
    ///   - pins: HAProxy's table of pins.
    ///   - token: the admin token of both servers, if they have one.
    ///   - seconds: the limit for each answer of a server.
    /// - Throws: ``ScaleFailure`` for a URL that is none.
    public init(
        from: String, to: String, world: String, socket: String?, pins: String, token: String?, seconds: Double
    ) throws {
        self.from = try ControlClient(url: from, token: token, seconds: seconds)
        self.to = try ControlClient(url: to, token: token, seconds: seconds)
        self.world = world
        router = socket.map { Router(socket: $0, pins: pins) }
    }

    /// Moves it, and answers the bytes of its file and the milliseconds for which its requests were put off.
    ///
    /// When a step fails, the world stays where it was and nothing is left of it elsewhere.
    ///
    /// - Throws: ``ScaleFailure``.
    public func run() throws -> (bytes: Int, milliseconds: Int) {
        // A world of that name that is there already is nobody's to replace.
        try to.ask(.post, "tenants", body: Array(JSON.object(["name": .string(world)]).description.utf8))
        let time = WallTime()
        let begun = time.microseconds()
        let bytes: [UInt8]
        do {
            try from.ask(.put, "tenants/\(world)/hold")
            let file = "snapshots/\(Emulator.movingSnapshot)"
            bytes = try from.ask(.get, "\(file)/file", tenant: world)
            try to.ask(.put, "\(file)/file", tenant: world, body: bytes, mediaType: "application/zip")
            try to.ask(.post, "\(file)/restore", tenant: world)
            try router?.pin(world, to: to.authority)
        } catch {
            _ = try? from.ask(.delete, "tenants/\(world)/hold")
            _ = try? to.ask(.delete, "tenants/\(world)")
            throw error
        }
        let ended = time.microseconds()
        // From here on there is no way back: requests go to the new server. The old name stays held.
        try to.ask(.delete, "snapshots/\(Emulator.movingSnapshot)", tenant: world, accepting: [404])
        try from.ask(.delete, "tenants/\(world)", accepting: [404])
        return (bytes.count, (ended - begun) / 1000)
    }
}
