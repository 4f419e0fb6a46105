"""Constants for return codes.

The appendix explains codes in sentences and does not name them. So the names are ours: short words for what a
caller has to know. A code that is missing here is named for its family in the appendix.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tiktok_bindgen.assemble.naming import constant
from tiktok_bindgen.interpret.appendix_model import ReturnCode

# To name one more code, add a row.
NAMES: Mapping[int, str] = {
    0: "OK",
    20001: "PARTIAL_SUCCESS",
    # General
    40000: "INVALID_PARAMETERS",
    40001: "PERMISSION_DENIED",
    40002: "PARAMETER_ERROR",
    40006: "API_VERSION_INCOMPATIBLE",
    40007: "OBJECT_NOT_FOUND",
    40008: "NOT_IMPLEMENTED",
    40009: "SANDBOX_PARAMETER_UNSUPPORTED",
    40010: "DOMAIN_UNSUPPORTED",
    40011: "TOO_MANY_IDS",
    40013: "SANDBOX_ACCOUNT_NOT_FOUND",
    40014: "SANDBOX_UNSUPPORTED",
    40050: "DUPLICATE_REQUEST",
    40051: "API_VERSION_INVALID",
    40052: "ACO_MATERIAL_EXISTS",
    40053: "VIDEO_ID_INVALID",
    # Rates and quotas
    40016: "APP_RATE_LIMITED",
    40100: "RATE_LIMITED",
    40132: "FIELD_VALUE_RATE_LIMITED",
    40133: "ADVERTISER_RATE_LIMITED",
    40502: "AD_QUOTA_REACHED",
    # Authentication
    40101: "CREDENTIALS_INVALID",
    40102: "ACCESS_TOKEN_EXPIRED",
    40103: "REFRESH_TOKEN_EXPIRED",
    40104: "ACCESS_TOKEN_EMPTY",
    40105: "ACCESS_TOKEN_INVALID",
    40106: "CORE_USER_INVALID",
    40107: "REFRESH_TOKEN_INVALID",
    40108: "GRANT_TYPE_INVALID",
    40109: "DECRYPTION_FAILED",
    40110: "AUTH_CODE_INVALID",
    40112: "PASSWORD_INCORRECT",
    40113: "APP_BLOCKED_OR_UNKNOWN",
    40115: "AUTH_TIMESTAMP_EXPIRED",
    40116: "AUTH_SIGNATURE_INVALID",
    40117: "METHOD_UNUSABLE",
    40118: "NOT_ALLOWLISTED",
    40119: "COMPANY_MISMATCH",
    40121: "NOT_A_TCM_CREATOR",
    40122: "TCM_CREATOR_REGION_INVALID",
    40124: "DEVELOPER_PROFILE_INCOMPLETE",
    40125: "DEVELOPER_PERMISSION_DENIED",
    40131: "TT_USER_AUTHENTICATION_FAILED",
    41001: "INTERFACE_OFFLINE",
    41002: "FIELDS_UNUSED",
    # Policy, tasks, conflicts
    40065: "TARGETING_UNSUPPORTED",
    40200: "TASK_ERROR",
    40201: "TASK_NOT_READY",
    40202: "WRITE_CONFLICT",
    40300: "ADVERTISER_NOT_FOUND",
    40301: "ADVERTISER_MISMATCH",
    40700: "SERVICE_VALIDATION_ERROR",
    # Files
    40900: "FILE_SIGNATURE_MISMATCH",
    40901: "VIDEO_TRANSCODING",
    40902: "URL_FETCH_FAILED",
    40903: "IMAGE_URL_UNAVAILABLE",
    40904: "IMAGE_CONTENT_ILLEGAL",
    40905: "FILE_NOT_FOUND",
    40906: "FILE_EMPTY",
    40907: "FILE_TOO_LARGE",
    40908: "FILE_TYPE_UNSUPPORTED",
    40909: "FILE_ENCRYPTION_UNSUPPORTED",
    40910: "FILE_EXPIRED",
    40911: "MATERIAL_NAME_TAKEN",
    40912: "IMAGE_URL_INVALID",
    40913: "IMAGE_FETCH_FAILED",
    40914: "FILE_INVALID",
    40915: "FILE_SPECIFICATIONS_UNMET",
    # Service
    41000: "COUNTRY_BLOCKED",
    50000: "SYSTEM_ERROR",
    50002: "PROCESSING_ERROR",
    51305: "SATELLITE_SERVICE_ERROR",
    60001: "MAINTENANCE",
    # Business messaging
    40064: "MESSAGE_BLOCKED",
    51065: "MESSAGING_ERROR",
}


def constants(codes: Sequence[ReturnCode]) -> list[str]:
    """Name return codes uniquely, in their order."""
    names = [NAMES.get(code.code) or f"{constant(code.family) or 'CODE'}_{code.code}" for code in codes]
    count = Counter(names)
    return [
        name if count[name] == 1 else f"{name}_{code.code}" for name, code in zip(names, codes, strict=True)
    ]
