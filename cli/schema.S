// SPDX-License-Identifier: MIT
// scenarios/schema.json, as it is.
        .section .rodata
        .global epcheck_schema_json, epcheck_schema_json_end
epcheck_schema_json:
        .incbin EPCHECK_SCHEMA
epcheck_schema_json_end:
        .section .note.GNU-stack, "", @progbits
