// SPDX-License-Identifier: MIT
// Files that the command holds, as they are: each lies from NAME to NAME_end.
        .macro embed name, path
        .global \name, \name\()_end
\name:
        .incbin "\path"
\name\()_end:
        .endm

        .section .rodata
        embed epcheck_properties_md, EPCHECK_PROPERTIES_MD
        embed epcheck_schema_json, EPCHECK_SCHEMA
        embed epcheck_template, EPCHECK_TEMPLATE
        .section .note.GNU-stack, "", @progbits
