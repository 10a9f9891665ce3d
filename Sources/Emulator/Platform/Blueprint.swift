// What a program gives the emulator to make worlds of: contracts, an empty database, waits and example data, as values.

import Contract
import JSON
import Store

/// The material of every world.
public struct Blueprint {
    /// The operations of every platform.
    public let catalogue: Catalogue
    /// Their contracts, compiled at first use.
    public let contracts: Contracts
    /// What the databases of worlds are made of.
    public let database: DatabaseTemplate
    /// How long each transition waits.
    public let timings: Timings
    /// Example data for the tenant `default`, as ``SeedRun`` takes it.
    public let demoData: [JSON]

    /// A blueprint from its parts.
    ///
    /// - Throws: what reading the contracts' route index throws.
    public init(contracts bundle: ContractBundle, database: DatabaseTemplate, timings: Timings, demoData: [JSON]) throws
    {
        catalogue = try Catalogue(routeIndex: bundle.routes)
        contracts = Contracts(catalogue: catalogue, bundle: bundle)
        self.database = database
        self.timings = timings
        self.demoData = demoData
    }
}
