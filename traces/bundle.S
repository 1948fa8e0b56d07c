// SPDX-License-Identifier: MIT
// The bundled script and style of the page, as they are.
        .section .rodata
        .global epcheck_page_script, epcheck_page_script_end
        .global epcheck_page_style, epcheck_page_style_end
epcheck_page_script:
        .incbin EPCHECK_PAGE_SCRIPT
epcheck_page_script_end:
epcheck_page_style:
        .incbin EPCHECK_PAGE_STYLE
epcheck_page_style_end:
        .section .note.GNU-stack, "", @progbits
