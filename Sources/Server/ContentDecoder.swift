// Undoes the content coding of a body (RFC 9110 section 8.4). Pure work, for the thread pool.

import HTTP
import System
import Zlib

/// Unpacks bodies.
struct ContentDecoder: Sendable {
    /// How much a body may always unpack to, in bytes.
    private static let freeBytes = 64 << 20
    /// How many times its size a larger body may unpack to. Text packs ten to fifty times smaller, DEFLATE at most a
    /// thousand times.
    private static let largestFactor = 100
    private static let pieceSize = 64 << 10
    private static let writeSize = 256 << 10

    let coding: ContentCoding
    let limits: WireLimits
    /// Where the unpacked body goes if it is too large for memory.
    let directory: String

    /// What unpacking a body of so many bytes may use.
    func budget(for packedBytes: Int) -> WorkBudget.Limits {
        let factored = packedBytes.multipliedReportingOverflow(by: Self.largestFactor)
        let maximum = min(limits.bodyBytes, max(Self.freeBytes, factored.overflow ? .max : factored.partialValue))
        var budget = WorkBudget.Limits.upload(of: maximum)
        budget.unpackedBytes = maximum
        return budget
    }

    /// Unpacks a body.
    ///
    /// - Parameter budget: is charged for what comes out; see ``budget(for:)``.
    /// - Throws: ``BodyProblem`` 400 for data that is not in the coding, 413 for too much of it, 500 or 507 when it
    ///   cannot be stored; `WorkError` when it was cancelled.
    func unpack(_ packed: Payload, budget: WorkBudget) throws -> Payload {
        var problem: BodyProblem
        do {
            return try unpacked(packed, budget)
        } catch WorkError.cancelled {
            throw WorkError.cancelled
        } catch WorkError.tooMuch(.unpackedBytes, let limit) {
            problem = BodyProblem(status: 413, message: "The body unpacks to more than \(limit) bytes.")
        } catch let error as WorkError {
            problem = BodyProblem(status: 413, message: "The body cannot be unpacked. \(error.message)")
        } catch let error as SystemError {
            problem = BodyProblem(
                status: error.isOutOfSpace ? 507 : 500, message: "The body could not be stored: \(error.message)")
        } catch {
            problem = BodyProblem(status: 400, message: "The body is not valid \(coding) data.")
        }
        problem.size = packed.count
        problem.beginning = (try? packed.read(at: 0, count: BodyProblem.beginningBytes)) ?? []
        throw problem
    }

    private func unpacked(_ packed: Payload, _ budget: WorkBudget) throws -> Payload {
        var (memory, file, written): ([UInt8], File?, Int) = ([], nil, 0)
        func flush() throws {
            let target = try file ?? File.temporary(in: directory)
            file = target
            try target.write(memory, at: written)
            written += memory.count
            memory.removeAll(keepingCapacity: true)
        }
        var position = 0
        try ZlibReader.read(
            wrapping(packed),
            next: {
                let piece = try packed.read(at: position, count: Self.pieceSize)
                position += piece.count
                return piece
            },
            { piece in
                try budget.unpack(piece.count)
                memory += piece
                if memory.count > limits.memoryBytes || file != nil && memory.count >= Self.writeSize { try flush() }
                return true
            })
        guard let file else { return .memory(memory) }
        if !memory.isEmpty { try flush() }
        return .file(file, count: written)
    }

    /// What surrounds the data. Some clients send `deflate` without the wrapper that the RFC asks for.
    private func wrapping(_ packed: Payload) throws -> ZlibReader.Wrapping {
        switch coding {
        case .gzip: .gzip
        case .deflate: Inflate.isWrapped(try packed.read(at: 0, count: 3)[...]) ? .zlib : .none
        }
    }
}
