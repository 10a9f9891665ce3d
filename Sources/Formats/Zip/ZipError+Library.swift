// What the errors of libzip mean.

import CZip
import System

extension ZipError {
    /// The last error of libzip: a file could not be read, or its content is damaged.
    static func last(_ error: UnsafeMutablePointer<zip_error_t>) -> ZipError {
        let code = unsafe zip_error_code_system(error)
        guard unsafe zip_error_code_zip(error) == ZIP_ER_READ, code != 0 else {
            return unsafe .damaged(String(cString: zip_error_strerror(error)))
        }
        return .fileFailure(SystemError(code: code, operation: "read"))
    }
}
