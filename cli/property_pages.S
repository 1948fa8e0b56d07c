// SPDX-License-Identifier: MIT
// docs/properties.md, as it is.
        .section .rodata
        .global epcheck_properties_md, epcheck_properties_md_end
epcheck_properties_md:
        .incbin EPCHECK_PROPERTIES_MD
epcheck_properties_md_end:
        .section .note.GNU-stack, "", @progbits
