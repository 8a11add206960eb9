// Compiles precompiled_test.h, and nothing else. A program, since tests are compiled as programs are.
int main() {}
