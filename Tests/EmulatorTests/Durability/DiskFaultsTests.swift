// A disk that fails under the database, at one operation after the other.

import CSQLite
import FaultInjection
import Foundation
import System
import TestSupport
import Testing

@Suite("Durability: faults of the disk under the database")
struct DiskFaultsTests {
    enum Mode: String, CaseIterable, Sendable {
        case errorOnce
        case fullOnce
        case errorsFromThenOn
        case tornWrite
        case powerCut

        var fault: FaultyDisk.Fault {
            switch self {
            case .errorOnce: .once(SQLITE_IOERR)
            case .fullOnce: .once(SQLITE_FULL)
            case .errorsFromThenOn: .lasting(SQLITE_IOERR)
            case .tornWrite: .powerCut(isTorn: true)
            case .powerCut: .powerCut(isTorn: false)
            }
        }

        var isOnce: Bool { self == .errorOnce || self == .fullOnce }
    }

    @Test("whatever operation fails, what was acknowledged is there once, and every job ends", arguments: Mode.allCases)
    func fails(_ mode: Mode) throws {
        let stored = try StoredWorld()
        let (whole, syncs) = try stored.copied { folder in
            let disk = FaultyDisk(under: folder)
            defer { disk.detach() }
            let story = StoredStory(in: folder)
            try story.tell()
            #expect(story.refused == [])
            #expect(story.acknowledged == 12)
            return (disk.operations, disk.syncs)
        }
        var failures = 0
        var acknowledged = 0
        for operation in Set(FaultCampaign.places(whole)).union(syncs).sorted() {
            try stored.copied { folder in
                let disk = FaultyDisk(under: folder)
                defer { disk.detach() }
                disk.plan(mode.fault, at: operation)
                let story = StoredStory(in: folder) { disk.isOff }
                try story.tell()
                failures += disk.failures
                acknowledged += story.acknowledged
                #expect(disk.failures > 0, "operation \(operation)")
                if mode.isOnce { #expect(story.refused.count <= 1, "operation \(operation)") }
                #expect(story.refused.allSatisfy { $0 == (mode == .fullOnce ? 507 : 500) }, "operation \(operation)")
                disk.detach()
                if mode == .powerCut { try disk.loseUnsynced(seed: UInt64(operation)) }
                try story.check("\(mode.rawValue) at operation \(operation) of \(whole)")
            }
        }
        FaultCampaign.report("\(mode.rawValue): \(whole) operations, \(failures) failed, \(acknowledged) writes kept")
        #expect(failures >= 25)
        #expect(acknowledged > 0)
    }
}
