// What a stored world must hold: checked when it is opened, and by `deepmock check`.

import Store

extension Emulator {
    /// Something in a stored world that is not as it must be.
    public struct Finding: Sendable, Equatable {
        /// The tenant.
        public let tenant: String
        /// What was found, and what became of it, as a sentence.
        public let text: String
        /// Whether it has been put right.
        public let isRepaired: Bool
    }

    /// Puts right what would keep records of stored tenants waiting for ever, and logs a warning for each.
    func repairStored() throws {
        for tenant in tenants.all where !tenant.isFresh {
            let sentences = try tenant.database.savepoint {
                try platforms.all.flatMap(\.lifecycles).flatMap { try $0.repair(in: tenant, at: tenant.now) }
            }
            guard !sentences.isEmpty else { continue }
            try tenant.database.commit()
            for sentence in sentences {
                log.warning("a record was stuck", ["tenant": tenant.name, "repair": sentence])
                repairs.append(Finding(tenant: tenant.name, text: sentence, isRepaired: true))
            }
        }
    }

    /// Looks at everything that is stored: what was put right when it was opened, and what cannot be: damaged pages,
    /// rows without those that they belong to, contents without their files.
    ///
    /// - Throws: ``StoreError`` when a database cannot even be read.
    public func check() throws -> [Finding] {
        try repairs
            + tenants.all.flatMap { tenant in
                try (tenant.database.damages() + tenant.blobs.damages()).map {
                    Finding(tenant: tenant.name, text: $0, isRepaired: false)
                }
            }
    }
}
