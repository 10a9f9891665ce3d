// What can be wrong with a Studio request, beyond what the contract already says.

import Emulator

extension Problem {
    // MARK: - Records that do not exist

    /// 404: no such account.
    static let unknownUser = Problem.notFound("The user")
    /// 404: no such product key of the account.
    static let unknownProductKey = Problem.notFound("The product key")
    /// 404: no such workspace, or a deactivated one.
    static let unknownWorkspace = Problem.notFound("The workspace")
    /// 404: no such membership of the workspace.
    static let unknownPermission = Problem.notFound("The permission")
    /// 404: no such invitation, or one that is accepted or expired.
    static let unknownInvitation = Problem.notFound("The invitation")
    /// 404: no such notification in this place.
    static let unknownNotification = Problem.notFound("The notification")
    /// 404: no such project in this place.
    static let unknownProject = Problem.notFound("The project")
    /// 404: no such task in this project.
    static let unknownTask = Problem.notFound("The task")
    /// 404: no such class in this project.
    static let unknownClass = Problem.notFound("The class")
    /// 404: no such label in this project.
    static let unknownLabel = Problem.notFound("The label")
    /// 404: no such tag in this place.
    static let unknownTag = Problem.notFound("The tag")
    /// 404: no such document in this place.
    static let unknownDocument = Problem.notFound("The document")
    /// 404: no such segment in this document.
    static let unknownSegment = Problem.notFound("The segment")
    /// 404: no such page in this document.
    static let unknownPage = Problem.notFound("The page")
    /// 404: no such document group in this project.
    static let unknownGroup = Problem.notFound("The document group")
    /// 404: no such session in this project.
    static let unknownSession = Problem.notFound("The session")
    /// 404: no such model in this place.
    static let unknownModel = Problem.notFound("The model")
    /// 404: no such analysis in this place.
    static let unknownAnalysis = Problem.notFound("The analysis")
    /// 404: no such HITL in this project.
    static let unknownHitl = Problem.notFound("The HITL")
    /// 404: no file was uploaded under this id.
    static let unknownFile = Problem.notFound("The uploaded file")
    /// 404: no such credential for an external source.
    static let unknownCredential = Problem.notFound("The credential")

    // MARK: - Callers

    /// 401: the request has no token.
    static let missingToken = Problem.unauthenticated("A token is required.")
    /// 401: the token is unknown, expired or revoked, or its account was deleted.
    static let invalidToken = Problem.unauthenticated("A valid token is required.")
    /// 403: the record belongs to another account.
    static let notYours = Problem.forbidden("This belongs to another user.")
    /// 403: only superusers may do this.
    static let notASuperuser = Problem.forbidden("Only superusers may do this.")
    /// 403: the caller does not belong to the workspace of the record.
    static let notAMember = Problem.forbidden("You are not a member of this workspace.")
    /// 403: the user or the workspace may only be read.
    static let readOnly = Problem.forbidden("This user or workspace is read-only.")
    /// 403: the caller's role is too low.
    static func roleTooLow(_ needed: String) -> Problem { .forbidden("This requires the role \(needed) or higher.") }
    /// 409: the caller belongs to no workspace in which a record could be created.
    static let noWorkspace = Problem.conflict("You do not belong to a workspace. Create one first.")
    /// 409: a one-time token that cannot be used.
    static let badToken = Problem.conflict("The token is unknown, used or expired.")

    // MARK: - Bodies

    /// 409: the name is taken.
    static func nameTaken(_ name: String) -> Problem { .conflict("The name \(name) is already taken.", field: "name") }
    /// 409: the UUID is taken.
    static func uuidTaken(_ uuid: String) -> Problem { .conflict("The uuid \(uuid) is already taken.", field: "uuid") }
    /// 409: the labels of aspect-based sentiment analysis cannot be changed.
    static let fixedLabels = Problem.conflict("The labels of an ABSA project cannot be changed.")
    /// 409: the model has not been trained.
    static let unusableModel = Problem.conflict(
        "The model is not ready. It is still being trained, or training failed.")
    /// 400: an uploaded model file is of another kind.
    static let noModel = Problem.badFile("This is not a model. Upload a file that the download of a model gave.")
    /// 400: an uploaded model file cannot be read to its end.
    static let damagedModel = Problem.badFile("The model is damaged.")
    /// 400: the upload has no file.
    static let noFile = Problem.badRequest("file: a part with a filename is required.", field: "file")
    /// 400: an uploaded file cannot be read.
    static func badFile(_ reason: String) -> Problem { .badRequest("file: \(reason)", field: "file") }
    /// 400: an uploaded file has a format that is not accepted here.
    static func wrongFormat(_ accepted: [TableFormat]) -> Problem {
        let names = accepted.map { ".\($0.rawValue)" }.joined(separator: ", ")
        return .badFile("The format is not supported. Use \(names).")
    }
    /// 413: an uploaded file has more than `maximum` bytes.
    static func fileTooLarge(_ maximum: Int) -> Problem {
        Problem(
            status: 413, code: "file_too_large", message: "file: At most \(maximum) bytes are accepted.", field: "file")
    }

    /// 413: the cells of a table have more than `maximum` bytes together.
    static func tableTooLarge(_ maximum: Int) -> Problem {
        tooMuchInFile("The cells of the table have more than \(maximum) bytes together.")
    }
    /// 413: reading an uploaded file would take too much.
    static func tooMuchInFile(_ reason: String) -> Problem {
        Problem(status: 413, code: "file_too_large", message: "file: \(reason)", field: "file")
    }

    /// Runs `search`, and answers 400 in place of 404: for records that the body names, in operations without a 404.
    static func inBody<T>(_ member: String, _ search: () throws -> T) throws -> T {
        do {
            return try search()
        } catch let problem as Problem where problem.status == 404 {
            throw Problem.badRequest("\(member): \(problem.message)", field: member)
        }
    }
}
