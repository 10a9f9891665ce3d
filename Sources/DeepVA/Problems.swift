// Problems of DeepVA requests that the contract does not cover.

import Emulator

extension Problem {
    /// 404: no such job.
    static let unknownJob = Problem.notFound("The job")
    /// 404: no such file or folder.
    static let unknownStorage = Problem.notFound("The storage object")
    /// 404: no such artifact, or one that has expired.
    static let unknownArtifact = Problem.notFound("The artifact")
    /// 404: no such webhook subscription.
    static let unknownWebhook = Problem.notFound("The webhook")
    /// 404: no such transcript.
    static let unknownTranscript = Problem.notFound("The transcript")
    /// 404: no such variant of the transcript.
    static let unknownVariant = Problem.notFound("The variant")
    /// 404: no such version of the variant.
    static let unknownVersion = Problem.notFound("The version")
    /// 404: no such paragraph of the version.
    static let unknownParagraph = Problem.notFound("The paragraph")
    /// 400: nothing can be delivered to the URL.
    static func badReceiver(_ field: String) -> Problem {
        .badRequest("\(field): must be an absolute http or https URL without a user name.", field: field)
    }
    /// 404: a folder has no bytes.
    static let folderHasNoFile = Problem.notFound("The file of a folder")
    /// 404: only images and videos have a thumbnail.
    static let noThumbnail = Problem.notFound("A thumbnail")
    /// 400: the folder is not a valid path.
    static func badFolder(_ reason: String) -> Problem { .badRequest("folder: \(reason)", field: "folder") }
    /// 400: the upload has no file.
    static let noFile = Problem.badRequest("file: must be a part with a filename.", field: "file")

    /// 404: no such batch.
    static let unknownBatch = Problem.notFound("The batch")
    /// 404: no such report.
    static let unknownReport = Problem.notFound("The report")
    /// 404: no such index collection.
    static let unknownIndexCollection = Problem.notFound("The index collection")
    /// 404: no such identity in the collection.
    static let unknownIdentity = Problem.notFound("The indexed identity")
    /// 404: no such node.
    static let unknownNode = Problem.notFound("The node")
    /// 404: no such import, or no such format.
    static let unknownImport = Problem.notFound("The import")
    // Datasets, trainings, dictionaries, exports.

    /// 404: no such dataset.
    static let unknownDataset = Problem.notFound("The dataset")
    /// 404: no such class in the dataset.
    static let unknownClass = Problem.notFound("The class")
    /// 404: no such image in the class.
    static let unknownImage = Problem.notFound("The image")
    /// 404: no such cluster in the class, or no evaluation yet.
    static let unknownCluster = Problem.notFound("The cluster")
    /// 404: no such training.
    static let unknownTraining = Problem.notFound("The training")
    /// 404: no such model.
    static let unknownModel = Problem.notFound("The model")
    /// 404: no such dictionary.
    static let unknownDictionary = Problem.notFound("The dictionary")
    /// 404: no such export.
    static let unknownExport = Problem.notFound("The export")
    /// 403: pre-trained models cannot be deleted.
    static let publicModel = Problem.forbidden("A pre-trained model cannot be deleted.")
    /// 403: public dictionaries cannot be deleted.
    static let publicDictionary = Problem.forbidden("A public dictionary cannot be changed or deleted.")
    /// 400: the body names a dictionary that does not exist.
    static func noDictionary(_ id: String, field: String) -> Problem {
        .badRequest("\(field): there is no dictionary \(id).", field: field)
    }
    /// 400: the body names a dataset that does not exist.
    static func noDataset(_ id: String, field: String) -> Problem {
        .badRequest("\(field): there is no dataset \(id).", field: field)
    }
}
