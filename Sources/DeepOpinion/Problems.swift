// What can be wrong with a Studio request, beyond what the contract already says.

import Emulator

extension Problem {
    /// 404: no such workspace, or a deactivated one.
    static let unknownWorkspace = Problem.notFound("The workspace")
    /// 404: no such account.
    static let unknownUser = Problem.notFound("The user")
    /// 404: no such invitation, or one that is accepted or expired.
    static let unknownInvitation = Problem.notFound("The invitation")
    /// 404: no such notification in this place.
    static let unknownNotification = Problem.notFound("The notification")
    /// 403: the record belongs to another account.
    static let notYours = Problem.forbidden("This belongs to another user.")
    /// 403: only superusers may.
    static let notASuperuser = Problem.forbidden("Only superusers may do this.")
    /// 409: a one-time token that opens nothing.
    static let badToken = Problem.conflict("The token is unknown, used or expired.")
    /// 404: no such project in this place.
    static let unknownProject = Problem.notFound("The project")
    /// 404: no such document in this place.
    static let unknownDocument = Problem.notFound("The document")
    /// 404: no such document group in this project.
    static let unknownGroup = Problem.notFound("The document group")
    /// 404: no such class in this project.
    static let unknownClass = Problem.notFound("The class")
    /// 404: no such label in this project.
    static let unknownLabel = Problem.notFound("The label")
    /// 404: no such tag in this place.
    static let unknownTag = Problem.notFound("The tag")
    /// 404: no such task in this project.
    static let unknownTask = Problem.notFound("The task")
    /// 404: no file has been uploaded under this id.
    static let unknownFile = Problem.notFound("The uploaded file")
    /// 404: no such credential for an external source.
    static let unknownCredential = Problem.notFound("The credential")
    /// 403: the caller belongs to no workspace that holds the record.
    static let notAMember = Problem.forbidden("You are not a member of this workspace.")
    /// 403: the user or the workspace may not be written to.
    static let readOnly = Problem.forbidden("This user or workspace is for reading only.")
    /// 403: the caller's role is too low.
    static func roleTooLow(_ needed: String) -> Problem { .forbidden("This needs the role \(needed) or a higher one.") }
    /// 400: the upload has no file.
    static let noFile = Problem.badRequest("file: a part with a filename is required.", field: "file")
    /// 409: the labels of aspect-based sentiment analysis cannot be changed.
    static let fixedLabels = Problem.conflict("The labels of an ABSA project are fixed.")
    /// Runs `search`. What it does not find is a bad request where the body names it and the operation answers no 404.
    static func inBody<T>(_ member: String, _ search: () throws -> T) throws -> T {
        do {
            return try search()
        } catch let problem as Problem where problem.status == 404 {
            throw Problem.badRequest("\(member): \(problem.message)", field: member)
        }
    }
    /// 409: the name is taken.
    static func nameTaken(_ name: String) -> Problem { .conflict("The name \(name) is taken.", field: "name") }
}
