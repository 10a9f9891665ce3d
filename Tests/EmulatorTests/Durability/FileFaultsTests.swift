// Calls of the system that fail, for files of contents, notes and databases alike, one after the other.

import CFileFaults
import Foundation
import TestSupport
import Testing

@Suite("Durability: faults of files and descriptors")
struct FileFaultsTests {
    struct Mode: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kinds: Int
        let code: Int32
        var lasts = false
        /// Whether the process dies of it.
        var isFatal = false
    }

    private static let changing = FILE_FAULTS_WRITE | FILE_FAULTS_SYNC | FILE_FAULTS_NAME

    static let modes = [
        Mode(testDescription: "one open finds no descriptor", kinds: FILE_FAULTS_OPEN, code: EMFILE),
        Mode(
            testDescription: "no open finds a descriptor from then on", kinds: FILE_FAULTS_OPEN, code: EMFILE,
            lasts: true),
        Mode(testDescription: "one change of a file fails", kinds: changing, code: EIO),
        Mode(testDescription: "one change of a file finds no room", kinds: changing, code: ENOSPC),
        Mode(testDescription: "changes fail from then on", kinds: changing, code: ENOSPC, lasts: true),
        Mode(
            testDescription: "the process dies in half a change", kinds: changing, code: EIO, lasts: true, isFatal: true
        ),
    ]

    @Test("whatever call fails, what was acknowledged is there once, and every job ends", arguments: modes)
    func fails(_ mode: Mode) throws {
        let stored = try StoredWorld()
        /// Tells a story in which a call fails; how many there were, and how many failed.
        func tell(_ story: StoredStory, failing number: Int) throws -> (calls: Int, failures: Int) {
            file_faults_begin(UInt32(mode.kinds), number, mode.code, mode.lasts ? 1 : 0)
            defer { file_faults_end() }
            try story.tell()
            return (file_faults_count(), file_faults_failures())
        }
        let whole = try stored.copied { folder in
            let story = StoredStory(in: folder)
            let calls = try tell(story, failing: 0).calls
            #expect(story.refused == [])
            return calls
        }
        var failures = 0
        var acknowledged = 0
        for number in FaultCampaign.places(whole) {
            try stored.copied { folder in
                let story = StoredStory(in: folder) { mode.isFatal && file_faults_failures() > 0 }
                let failed = try tell(story, failing: number).failures
                file_faults_begin(0, 0, 0, 0)
                #expect(failed > 0, "call \(number)")
                failures += failed
                acknowledged += story.acknowledged
                if !mode.lasts { #expect(story.refused.count <= 1, "call \(number): \(story.refused)") }
                #expect(story.refused.allSatisfy { $0 == 500 || $0 == 507 }, "call \(number)")
                try story.check("\(mode.testDescription), call \(number) of \(whole)")
            }
        }
        FaultCampaign.report("\(mode.testDescription): \(whole) calls, \(failures) failed, \(acknowledged) writes kept")
        #expect(failures >= 20)
        #expect(acknowledged > 0)
    }
}
