// The server as a forward proxy: which hosts it answers for, which ones it leads to, and which ones it refuses.

import Crypto
import HTTP

/// Hosts beyond this server that its proxy leads to.
public struct ProxyPolicy: Sendable {
    /// Names and addresses in lower case.
    private let hosts: Set<String>

    /// Leads nowhere.
    public static let none = ProxyPolicy(hosts: [])

    /// Leads to these names and addresses, on any port.
    public init(hosts: some Sequence<String>) {
        self.hosts = Set(hosts.map { $0.lowercased() })
    }

    /// Whether it leads to a host.
    public func allows(_ host: String) -> Bool { hosts.contains(host.lowercased()) }
}

/// Where a client is led that asks for a tunnel.
public enum ProxyAnswer {
    /// To this server.
    case here
    /// To the host it asked for. A name must lead to the public network; an address was allowed as it is.
    case onward(host: String, port: Int, isAddress: Bool)
    /// Nowhere: this is the answer.
    case refused(Response)
}

extension Emulator {
    /// Answers CONNECT. An unexpected host is noted.
    public func answer(toConnect head: RequestHead) -> ProxyAnswer {
        let authority = head.target.authority ?? ""
        if answers(as: authority) { return .here }
        if let onward = onward(to: authority, defaultPort: nil) { return onward }
        noteForeignHost(authority.lowercased(), tenant: proxyTenant(head))
        return .refused(
            wireAnswer(
                status: 403, code: Problem.foreignHostCode, message: Self.refusal(of: authority),
                rule: "RFC 9110 section 9.3.6", origin: nil))
    }

    /// Where a request leads whose target is an absolute URL of `http`; nil when the server answers it, if only with a
    /// refusal.
    public func answer(toForward head: RequestHead) -> ProxyAnswer? {
        guard let authority = head.target.authority, !answers(as: authority) else { return nil }
        return onward(to: authority, defaultPort: 80)
    }

    /// The way to a host that the proxy leads to; nil if it does not.
    private func onward(to authority: String, defaultPort: Int?) -> ProxyAnswer? {
        let (name, suffix) = ClientOrigin.split(authority)
        let host = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name
        guard configuration.proxy.allows(host), let port = suffix.map({ Int($0) }) ?? defaultPort,
            (1...65535).contains(port)
        else { return nil }
        let isAddress = host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (48...57).contains($0) } || host.contains(":")
        return .onward(host: host, port: port, isAddress: isAddress || LoopbackName.contains(host))
    }

    /// Whether the server answers for a host with an optional port: the real services' names, those of this machine,
    /// those that the operator has given it, and whatever has the server's own port.
    func answers(as authority: String) -> Bool {
        let (host, port) = ClientOrigin.split(authority)
        return platforms.platform(ofHost: host) != nil || LoopbackName.contains(host)
            || authority == ownAuthority || port != nil && port == ClientOrigin.split(ownAuthority).port
            || configuration.externalURLs.authorities.contains(authority)
    }

    /// Why the proxy does not lead to a host.
    static func refusal(of authority: String) -> String {
        let host = ClientOrigin.split(authority).host
        return "deepmock does not lead to \(authority): it is none of the emulated services. "
            + "If the client may reach it, start deepmock with --allow-host \(host)."
    }

    /// The tenant that a request for a tunnel belongs to: the one in `X-Deepmock-Tenant`, or the user of the proxy's URL.
    private func proxyTenant(_ head: RequestHead) -> String? {
        let basic = AuthorizationHeader.secret(head, scheme: "Basic", header: .proxyAuthorization)
        let user = basic.flatMap { Base64.decode($0) }?.prefix { $0 != UInt8(ascii: ":") }
        return head.headers["x-deepmock-tenant"] ?? user.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Problem {
    /// The code of refusals of hosts that the server does not answer for.
    static let foreignHostCode = "foreign_host"
}
