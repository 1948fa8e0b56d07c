/* SPDX-License-Identifier: MIT
 *
 * epc_hook(code, address, a, b): the one way from a program under test into the engine.
 * epc_hook_from(code, address, a, b, pc): the same for an operation that stands elsewhere.
 *
 * The engine's own work is done on the engine's stack, just below the context in which the engine
 * is suspended: nothing of it is left on the stack of the thread, which is part of the state. If
 * the operation is a scheduling point, the thread is suspended here, and the only bytes below the
 * caller's frame are the ones that this file and jump_fcontext push: the caller's registers.
 */
#if defined(__x86_64__)
    .text
    .globl  epc_hook
    .type   epc_hook, @function
    .p2align 4
epc_hook:
    .cfi_startproc
    movq    (%rsp), %r8                 /* where the caller goes on: the place of the operation */
    .cfi_endproc
    .size   epc_hook, .-epc_hook
    .globl  epc_hook_from
    .type   epc_hook_from, @function
epc_hook_from:
    .cfi_startproc
    pushq   $0
    .cfi_adjust_cfa_offset 8
    pushq   %rbp
    .cfi_adjust_cfa_offset 8
    .cfi_offset %rbp, -24
    movq    %rsp, %rbp
    .cfi_def_cfa_register %rbp
    movq    %rsp, %r9
    movq    epc_engine_context(%rip), %rax
    testq   %rax, %rax
    jz      4f
    leaq    -256(%rax), %rsp
    andq    $-64, %rsp
    call    epc_decide                  /* rax: the result, rdx: whether to suspend */
1:  movq    %rbp, %rsp
    testl   %edx, %edx
    jnz     2f
    popq    %rbp
    addq    $8, %rsp
    ret
2:  movq    (%rsp), %rbp                /* the caller's, so that it is the one that is saved */
    pushq   $0
    movq    epc_engine_context(%rip), %rdi
    xorl    %esi, %esi
    call    jump_fcontext
    movq    %rax, epc_engine_context(%rip)
    addq    $8, %rsp
    movq    %rsp, %rbp
    leaq    -256(%rax), %rsp
    andq    $-64, %rsp
    call    epc_perform                 /* the same results */
    jmp     1b
4:  call    epc_outside
    ud2
    .cfi_endproc
    .size   epc_hook_from, .-epc_hook_from

    .globl  epc_look
    .type   epc_look, @function
    .p2align 4
epc_look:
    .cfi_startproc
    cmpb    $0, epc_noting(%rip)
    jne     1f
    ret
1:  movq    %rsp, look_stack(%rip)
    movq    epc_engine_context(%rip), %rax
    leaq    -256(%rax), %rsp
    andq    $-64, %rsp
    call    epc_note_look
    movq    look_stack(%rip), %rsp
    ret
    .cfi_endproc
    .size   epc_look, .-epc_look
    .local  look_stack
    .comm   look_stack, 8, 8
    .section .note.GNU-stack,"",@progbits
#endif
