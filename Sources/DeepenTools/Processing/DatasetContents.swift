// The contents of an upload: frames with their sensors and sizes. Pure work over a payload, for the thread pool.

import Formats
import JSON
import System

/// The contents of an uploaded archive or video.
struct DatasetContents: Sendable {
    /// One file of the dataset.
    struct Frame: Sendable, Equatable {
        /// Its path in the archive, or a name that the format makes from it.
        let id: String
        /// The sensors that saw it.
        let sensors: [String]
        /// Points or pixels; nil when unknown.
        let size: Int?
    }

    /// Why an upload cannot be used.
    struct Failure: Error, Equatable {
        /// One sentence for a person.
        let message: String
    }

    /// The most frames that a dataset gets.
    static let maximumFrames = 20_000
    /// The most points or pixels of one frame that are believed; a header that claims more is ignored.
    static let believableSizes = 0...1 << 32
    /// The name of a camera when there is no lidar and it has no name of its own; such sensors count from 1.
    static let onlyCamera = "sensor1"

    /// The frames in order.
    var frames: [Frame]
    /// The sensors, for point clouds.
    var sensorConfig: JSON?

    /// The points of every frame, 0 where they are unknown; nil when the frames are no point clouds.
    var frameSizes: JSON? { sensorConfig == nil ? nil : .array(frames.map { .int($0.size ?? 0) }) }

    /// Reads an upload. Takes time in proportion to its size.
    ///
    /// - Parameter fps: frames to take from each second of a video; nil takes every frame.
    /// - Throws: `SystemError` when the disk fails, which says nothing about the upload.
    static func read(
        _ payload: Payload, as format: DatasetFormat, fps: Double?, budget: WorkBudget
    ) throws(SystemError) -> Result<DatasetContents, Failure> {
        do {
            let contents = try contents(of: payload, as: format, fps: fps, budget)
            guard !contents.frames.isEmpty else {
                return .failure(Failure(message: "The upload contains no file that can be labelled."))
            }
            guard contents.frames.count <= maximumFrames else {
                return .failure(Failure(message: "The upload has more than \(maximumFrames) frames."))
            }
            return .success(contents)
        } catch let failure as Failure {
            return .failure(failure)
        } catch let error as SystemError {
            throw error
        } catch ZipError.fileFailure(let error) {
            throw error
        } catch let error as WorkError {
            return .failure(Failure(message: "The upload is too large. \(error.message)"))
        } catch let error as ZipError {
            return .failure(Failure(message: error.message))
        } catch let error as JSONError {
            return .failure(Failure(message: "A JSON file in the archive is broken: \(error.message)"))
        } catch let error as MP4Error {
            return .failure(Failure(message: "The video cannot be read: \(error.message)"))
        } catch {
            return .failure(Failure(message: "The upload cannot be read."))
        }
    }

    private static func contents(
        of payload: Payload, as format: DatasetFormat, fps: Double?, _ budget: WorkBudget
    ) throws -> DatasetContents {
        if format == .video, try payload.read(at: 0, count: 4) != Array("PK\u{3}\u{4}".utf8) {
            return try VideoFrames.read(payload, fps: fps, budget: budget)
        }
        let archive = try DatasetArchive(payload, budget: budget)
        switch format {
        case .json: return try JSONFrames.read(archive)
        case .folders: return try FolderFrames.read(archive, budget: budget)
        case .images, .video: return try ImageFrames.read(archive, budget: budget)
        }
    }
}
