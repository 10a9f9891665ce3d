// The options of a server.

import Emulator
import HTTP
import JSON
import Server

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
    /// Base URL for links in answers, if one was chosen.
    public var externalURL: String?
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
    /// Maximum number of connections.
    public var maximumConnections: Int
    /// Hosts beyond loopback to which webhooks may be delivered; `*` is any.
    public var webhookHosts: Set<String>
    /// Whether every answer of a platform is checked against its contract.
    public var checksAnswers: Bool

    /// Options from their parts.
    public init(
        host: String?, port: Int, data: String?, tenants: Tenants.Policy, adminToken: String?, externalURL: String?,
        readyFile: String?, log: Log, hasDemoData: Bool, seed: JSON?, wire: WireLimits, timeouts: Timeouts,
        maximumConnections: Int,
        webhookHosts: Set<String> = [], checksAnswers: Bool = false
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
        self.checksAnswers = checksAnswers
    }
}
