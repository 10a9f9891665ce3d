// The configuration of HAProxy before several servers: each request goes to the server that has its world.
//
// Which world a request is for is found by the same clues in the same order as in TenantSelection.swift. What only a
// server can know stays out: whose a credential is that does not name its world, and whose a one-time token.

/// A configuration for HAProxy 2.6 or later.
public struct RouterConfiguration: CustomStringConvertible {
    /// Numbers of slots in one line; HAProxy takes at most 64 words.
    private static let slotsInLine = 16

    private let servers: [String]
    private let listen: String
    private let pins: String
    private let socket: String
    private let connections: Int

    /// A configuration.
    ///
    /// - Parameters:
    ///   - servers: host and port of each server, at least one, each once. A server keeps its slots as long as it keeps its
    ///     name, wherever the others are.
    ///   - listen: address and port to listen on, as HAProxy's `bind` takes it.
    ///   - pins: path of the table of worlds that are elsewhere than their slot says; the file must exist.
    ///   - socket: path of the socket for commands.
    ///   - connections: the most connections of clients at a time.
    /// - Throws: ``ScaleFailure`` when a server is no host and port, or is there twice.
    public init(servers: [String], listen: String, pins: String, socket: String, connections: Int) throws {
        for server in servers where !Self.isAuthority(server) {
            throw ScaleFailure("'\(server)' is not a host and a port, such as 127.0.0.1:8484.")
        }
        guard !servers.isEmpty, Set(servers).count == servers.count else {
            throw ScaleFailure("Each server must be given once, and there must be one.")
        }
        self.servers = servers
        self.listen = listen
        self.pins = pins
        self.socket = socket
        self.connections = connections
    }

    /// A name or an IPv4 address with a port: what may also be the name of a backend.
    private static func isAuthority(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let port = Int(parts[1]), (1...65535).contains(port) else { return false }
        return !parts[0].isEmpty
            && parts[0].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
    }

    /// The text.
    public var description: String {
        ([head] + (hasNames ? [names] : []) + [frontend, rules] + servers.map(backend)).joined(separator: "\n")
    }

    private var head: String {
        """
        # HAProxy before \(servers.count == 1 ? "one server" : "\(servers.count) servers") of deepmock: each request goes to the one that has its world.
        # Printed by `deepmock route`; docs/scale.md says how to use it.

        global
            log stderr format raw local0 notice
            maxconn \(connections)
            # After a reload, clients of the old configuration are told to come again.
            hard-stop-after 310s
            # `deepmock move` says here where a world has gone.
            stats socket \(socket) mode 600 level admin
            # Bodies up to nearly this size are looked into: that of a login, and of a new world.
            tune.bufsize 16384

        defaults
            mode http
            log global
            option dontlognull
            # A server that starts again within three seconds has its requests wait.
            retries 3
            retry-on conn-failure
            timeout connect 1s
            timeout queue 5s
            timeout http-request 30s
            timeout http-keep-alive 60s
            # Planned delays may last five minutes.
            timeout client 310s
            timeout server 310s

        """
    }

    /// Whether a server is given by a name, whose address may change while HAProxy runs.
    private var hasNames: Bool { servers.contains(where: Self.isName) }

    private static func isName(_ server: String) -> Bool { server.contains { $0.isLetter } }

    private var names: String {
        """
        # Addresses of names are asked for again and again: a server that starts anew may have another.
        resolvers system
            parse-resolv-conf
            hold valid 1s

        """
    }

    private var frontend: String {
        """
        frontend deepmock
            bind \(listen)

            # What clients say about other clients means nothing; servers believe this proxy alone.
            http-request del-header Forwarded
            http-request del-header X-Forwarded- -m beg
            http-request set-header X-Forwarded-Proto https if { ssl_fc }

            # Which world: by the first of these that names one, as in the servers.
            acl found var(txn.world) -m found
            acl spelled var(txn.secret) -m sub :
            acl usable var(txn.word) -m reg ^[a-z0-9][a-z0-9-]{0,39}$
            acl reserved var(txn.word) -m str control deepen-calibrate deepen-tools deepopinion deepva
            acl control path_beg /__admin/
            acl signing_in path /auth/login /auth/register
            acl mailing path /password/email
            acl making path /__admin/tenants

            # The prefix of the path: /t/{world}.
            http-request set-var(txn.world) path,url_dec,field(3,/) if { path,url_dec -m beg /t/ }
            # The header.
            http-request set-var(txn.world) req.hdr(x-deepmock-tenant) if !found { req.hdr(x-deepmock-tenant) -m found }
            # The label of the host: {world}.localhost.
            http-request set-var(txn.world) req.hdr(host),host_only,lower,regsub(\\.localhost$,) if !found { req.hdr(host),host_only,lower -m end .localhost }
            # The worlds that the control plane is asked to make, delete, hold, release or fork.
            http-request wait-for-body time 5s if !found METH_POST making or !found METH_POST signing_in or !found METH_POST mailing
            http-request set-var(txn.world) req.body,json_query('$.name') if !found METH_POST making
            http-request set-var(txn.world) path,url_dec,field(4,/) if !found { path_beg /__admin/tenants/ }
            # Studio before a login: the domain of the e-mail address. Logging in and registering know no other clue.
            http-request set-var(txn.mail) req.body,json_query('$.email'),lower if !found METH_POST signing_in or !found METH_POST mailing
            http-request set-var(txn.word) var(txn.mail),regsub(^.*@,),regsub(\\.deepmock\\.test$,) if { var(txn.mail) -m end .deepmock.test }
            http-request set-var(txn.world) var(txn.word) if !found usable
            http-request set-var(txn.world) str(default) if !found METH_POST signing_in
            # The credential: {world}:{anything}, also as the user name of Basic. The control plane has none.
            http-request set-var(txn.secret) req.fhdr(authorization),word(-1,' ') if !control
            http-request set-var(txn.secret) var(txn.secret),b64dec if { req.fhdr(authorization) -m beg -i 'basic ' }
            http-request set-var(txn.word) var(txn.secret),field(1,:) if spelled
            http-request set-var(txn.world) var(txn.word) if !found spelled usable !reserved
            # The claim of a JSON Web Token.
            http-request set-var(txn.world) var(txn.secret),jwt_payload_query('$.tenant') if !found { var(txn.secret) -m beg eyJ }
            # No clue.
            http-request set-var(txn.world) str(default) if !found

        """
    }

    private var rules: String {
        var lines = [
            "    # Where it is: where it was moved to, else where its slot belongs.",
            "    http-request set-var(txn.pin) var(txn.world),map_str(\(pins))",
            "    http-request set-var(txn.slot) var(txn.world),crc32,mod(\(RouterSlots.count))",
            "    use_backend %[var(txn.pin)] if { var(txn.pin) -m found }",
        ]
        let slots = RouterSlots(servers: servers)
        for (index, server) in servers.enumerated() {
            let mine = slots.slots(of: index)
            for start in stride(from: 0, to: mine.count, by: Self.slotsInLine) {
                let numbers = mine[start..<min(start + Self.slotsInLine, mine.count)].map { String($0) }
                lines.append(
                    "    use_backend \(server) if { var(txn.slot) -m int \(numbers.joined(separator: " ")) }")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func resolution(of server: String) -> String {
        Self.isName(server) ? " resolvers system init-addr last,libc,none" : ""
    }

    private func backend(_ server: String) -> String {
        """
        backend \(server)
            option httpchk
            http-check send meth GET uri /__admin/health ver HTTP/1.1 hdr Host localhost
            http-check expect status 200
            # Its worlds are nowhere else: their requests wait for it or fail, and those of all others do not notice.
            http-error status 503 content-type application/json hdr Retry-After 1 string '{"error":{"code":"unavailable","message":"The server of this world cannot be reached."}}'
            server deepmock \(server) check inter 500ms fall 2 rise 1 maxconn \(connections)\(resolution(of: server))

        """
    }
}
