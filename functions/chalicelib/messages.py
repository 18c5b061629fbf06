"""The words for every error code, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.domain.errors import ErrorCode, FieldCode
from chalicelib.domain.language import Text

ERRORS: Mapping[ErrorCode, Text] = MappingProxyType(
    {
        ErrorCode.MALFORMED_REQUEST: Text("Yêu cầu không đọc được.", "The request cannot be read."),
        ErrorCode.INVALID_REQUEST: Text(
            "Một số thông tin chưa đúng.", "Some of the information is not right."
        ),
        ErrorCode.BODY_TOO_LARGE: Text("Yêu cầu quá lớn.", "The request is too large."),
        ErrorCode.UNSUPPORTED_MEDIA_TYPE: Text(
            "Nội dung phải là JSON.", "The content must be JSON."
        ),
        ErrorCode.UNAUTHENTICATED: Text("Vui lòng đăng nhập.", "Please log in."),
        ErrorCode.CSRF_FAILED: Text(
            "Phiên làm việc đã thay đổi. Vui lòng tải lại trang.",
            "Your session has changed. Please reload the page.",
        ),
        ErrorCode.FOREIGN_ORIGIN: Text(
            "Yêu cầu đến từ một trang web khác.", "The request comes from another website."
        ),
        ErrorCode.RATE_LIMITED: Text(
            "Bạn thao tác quá nhanh. Vui lòng thử lại sau.",
            "Too many requests. Please try again later.",
        ),
        ErrorCode.CREDENTIALS_WRONG: Text(
            "Email hoặc mật khẩu không đúng.", "The e-mail or the password is wrong."
        ),
        ErrorCode.CODE_INVALID: Text(
            "Mã không đúng hoặc đã hết hạn.", "The code is wrong or has expired."
        ),
        ErrorCode.REGISTRATION_NOT_FOUND: Text(
            "Lượt đăng ký không tồn tại hoặc đã hết hạn. Vui lòng đăng ký lại.",
            "This registration does not exist or has expired. Please sign up again.",
        ),
        ErrorCode.POLICY_NOT_FOUND: Text(
            "Không tìm thấy phiên bản chính sách này.", "There is no such version of the policy."
        ),
        ErrorCode.MEETING_NOT_FOUND: Text(
            "Không tìm thấy cuộc họp. Hãy kiểm tra lại liên kết hoặc mã.",
            "There is no such meeting. Please check the link or the code.",
        ),
        ErrorCode.PASSWORD_REQUIRED: Text(
            "Cuộc họp này cần mật khẩu.", "This meeting needs a password."
        ),
        ErrorCode.PASSWORD_WRONG: Text(
            "Mật khẩu cuộc họp không đúng.", "The meeting's password is wrong."
        ),
        ErrorCode.BANNED: Text(
            "Chủ trì đã chặn bạn khỏi cuộc họp này.", "The host has banned you from this meeting."
        ),
        ErrorCode.MEETING_LOCKED: Text(
            "Cuộc họp đã khóa, không nhận thêm người.",
            "The meeting is locked and takes no newcomers.",
        ),
        ErrorCode.MEETING_ENDED: Text("Cuộc họp đã kết thúc.", "The meeting has ended."),
        ErrorCode.TIME_LIMIT_REACHED: Text(
            "Cuộc họp đã dùng hết thời gian của gói. Vui lòng mở lại sau.",
            "The meeting has used the time of its plan. Please open it again later.",
        ),
        ErrorCode.NO_WORKER_AVAILABLE: Text(
            "Hệ thống đang bận. Vui lòng thử lại sau giây lát.",
            "The service is busy. Please try again in a moment.",
        ),
        ErrorCode.CONFLICT: Text(
            "Dữ liệu vừa thay đổi. Vui lòng thử lại.", "The data has just changed. Please retry."
        ),
        ErrorCode.SERVER_ERROR: Text(
            "Hệ thống gặp lỗi. Chúng tôi đã ghi nhận.", "Something failed on our side."
        ),
    }
)

FIELDS: Mapping[FieldCode, Text] = MappingProxyType(
    {
        FieldCode.REQUIRED: Text("Vui lòng nhập thông tin này.", "Please fill this in."),
        FieldCode.INVALID: Text("Thông tin này không hợp lệ.", "This is not valid."),
        FieldCode.TOO_SHORT: Text("Nội dung quá ngắn.", "This is too short."),
        FieldCode.TOO_LONG: Text("Nội dung quá dài.", "This is too long."),
        FieldCode.NOT_ACCEPTED: Text("Bạn cần đồng ý để tiếp tục.", "Please accept to go on."),
        FieldCode.NOT_MOBILE: Text(
            "Vui lòng dùng số di động nhận được tin nhắn.",
            "Please use a mobile number that receives text messages.",
        ),
        FieldCode.TOO_COMMON: Text(
            "Mật khẩu này quá dễ đoán.", "This password is too easy to guess."
        ),
    }
)
