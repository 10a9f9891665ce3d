// The options of a server.

import Emulator
import EventLoop
import HTTP
import JSON
import Server
import TLS

/// All options of `deepmock serve`.
public struct HostOptions: Sendable {
    /// Address or name to listen on; nil for both loopback addresses.
    public var host: String?
    /// Port to listen on; 0 picks a free one.
    public var port: Int
    /// Directory for durable state; nil keeps it in memory.
    public var data: String?
    /// How tenants are created.
    public var tenants: Tenants.Policy
    /// Token of the control plane, if one was chosen.
    public var adminToken: String?
    /// Base URLs for links in answers, as far as they were chosen.
    public var externalURLs: ExternalURLs
    /// Real services that requests are passed on to, by platform.
    public var upstreams: Upstreams
    /// File to write the ready line to.
    public var readyFile: String?
    /// Where log lines go.
    public var log: Log
    /// Whether the tenant `default` gets demo data.
    public var hasDemoData: Bool
    /// Initial data of the tenant `default`, if any.
    public var seed: JSON?
    /// Limits on what clients may send.
    public var wire: WireLimits
    /// Limits on how long clients may take.
    public var timeouts: Timeouts
    /// Milliseconds that requests in progress may take after the signal to stop.
    public var drainMilliseconds: Int
    /// Maximum number of connections.
    public var maximumConnections: Int
    /// Maximum bytes of request bodies and unsent answers in memory.
    public var bufferBytes: Int
    /// Hosts beyond loopback to which webhooks may be delivered; `*` is any.
    public var webhookHosts: Set<String>
    /// Whether every answer of a platform is checked against its contract.
    public var checksAnswers: Bool
    /// Names and addresses that the forward proxy leads to.
    public var allowedHosts: [String]
    /// Where the certificate authority is kept; nil is the folder of this user.
    public var authorityFolder: AuthorityFolder?
    /// The flags that say how a new world starts and that were given, for example `--seed`.
    public var givenStartFlags: [StartFlag]
    /// Proxies that may say what their clients used; nil for those on this machine.
    public var trustedProxies: [AddressRange]?
    /// Whether the end of standard input stops the server, like SIGTERM.
    public var stopsWithInput: Bool
    /// Called with the base URL once the server answers.
    public var whenReady: (@Sendable (_ base: String) -> Void)?

    /// Options from their parts.
    public init(
        host: String?, port: Int, data: String?, tenants: Tenants.Policy, adminToken: String?,
        externalURLs: ExternalURLs, readyFile: String?, log: Log, hasDemoData: Bool, seed: JSON?, wire: WireLimits,
        timeouts: Timeouts, drainMilliseconds: Int, maximumConnections: Int, bufferBytes: Int,
        webhookHosts: Set<String> = [], checksAnswers: Bool = false, allowedHosts: [String] = [],
        authorityFolder: AuthorityFolder? = nil, givenStartFlags: [StartFlag] = [],
        trustedProxies: [AddressRange]? = nil, stopsWithInput: Bool = false, upstreams: Upstreams = Upstreams()
    ) {
        self.host = host
        self.port = port
        self.data = data
        self.tenants = tenants
        self.adminToken = adminToken
        self.externalURLs = externalURLs
        self.upstreams = upstreams
        self.readyFile = readyFile
        self.log = log
        self.hasDemoData = hasDemoData
        self.seed = seed
        self.wire = wire
        self.timeouts = timeouts
        self.drainMilliseconds = drainMilliseconds
        self.maximumConnections = maximumConnections
        self.bufferBytes = bufferBytes
        self.webhookHosts = webhookHosts
        self.checksAnswers = checksAnswers
        self.allowedHosts = allowedHosts
        self.authorityFolder = authorityFolder
        self.givenStartFlags = givenStartFlags
        self.trustedProxies = trustedProxies
        self.stopsWithInput = stopsWithInput
    }
}
