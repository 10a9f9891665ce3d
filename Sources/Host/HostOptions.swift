// What the operator has chosen for a server.

import Emulator
import HTTP
import JSON
import Server

/// Everything that `deepmock serve` can be told.
public struct HostOptions: Sendable {
    /// Address or name to listen on; nil for both loopback addresses.
    public var host: String?
    /// Port to listen on; 0 picks a free one.
    public var port: Int
    /// Directory for durable state; nil keeps it in memory.
    public var data: String?
    /// How tenants are made.
    public var tenants: Tenants.Policy
    /// Token of the control plane, if one was chosen.
    public var adminToken: String?
    /// Base URL for links in answers, if one was chosen.
    public var externalURL: String?
    /// File that gets the ready line, too.
    public var readyFile: String?
    /// Where log lines go.
    public var log: Log
    /// Whether the tenant `default` gets demo data.
    public var hasDemoData: Bool
    /// Start data of the tenant `default`, if there is any.
    public var seed: JSON?
    /// What a peer may send.
    public var wire: WireLimits
    /// How long it may take.
    public var timeouts: Timeouts
    /// Connections at a time.
    public var maximumConnections: Int
    /// Hosts beyond loopback to which webhooks may be delivered; `*` is any.
    public var webhookHosts: Set<String>

    /// Options from their parts.
    public init(
        host: String?, port: Int, data: String?, tenants: Tenants.Policy, adminToken: String?, externalURL: String?,
        readyFile: String?, log: Log, hasDemoData: Bool, seed: JSON?, wire: WireLimits, timeouts: Timeouts,
        maximumConnections: Int,
        webhookHosts: Set<String> = []
    ) {
        self.host = host
        self.port = port
        self.data = data
        self.tenants = tenants
        self.adminToken = adminToken
        self.externalURL = externalURL
        self.readyFile = readyFile
        self.log = log
        self.hasDemoData = hasDemoData
        self.seed = seed
        self.wire = wire
        self.timeouts = timeouts
        self.maximumConnections = maximumConnections
        self.webhookHosts = webhookHosts
    }
}
