// SPDX-License-Identifier: MIT
// template.yaml, as it is.
        .section .rodata
        .global epcheck_template, epcheck_template_end
epcheck_template:
        .incbin EPCHECK_TEMPLATE
epcheck_template_end:
        .section .note.GNU-stack, "", @progbits
