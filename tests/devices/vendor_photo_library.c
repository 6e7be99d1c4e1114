/* Stands in for the closed libraries of reader vendors: one function for each way in which they behave. */

extern int puts(const char *);
extern void abort(void);
extern unsigned sleep(unsigned);
extern void *fopen(const char *, const char *);
extern unsigned long fwrite(const void *, unsigned long, unsigned long, void *);
extern int fclose(void *);

enum { WIDTH = 102, HEIGHT = 126, ROW = WIDTH * 3, RAW = ROW * HEIGHT, PADDED = ROW + 2, BMP = 54 + PADDED * HEIGHT };

/* Top row blue, the rest white; the block's byte 10 goes into the last pixel, so that each photo differs. */
static void draw(const unsigned char *src, unsigned char *dst, int padded, int upside_down) {
    for (int y = 0; y < HEIGHT; y++) {
        unsigned char *row = dst + (upside_down ? HEIGHT - 1 - y : y) * padded;
        for (int x = 0; x < ROW; x++) row[x] = (y == 0 && x % 3 != 0) ? 0 : 255;
        for (int x = ROW; x < padded; x++) row[x] = 0;
        if (y == HEIGHT - 1) row[ROW - 1] = src[10];
    }
}

static void bitmap(const unsigned char *src, unsigned char *dst) {
    static const unsigned char head[54] = {
        'B', 'M', BMP & 255, (BMP >> 8) & 255, BMP >> 16, 0, 0, 0, 0, 0, 54, 0, 0, 0,
        40, 0, 0, 0, WIDTH, 0, 0, 0, HEIGHT, 0, 0, 0, 1, 0, 24, 0};
    for (int i = 0; i < 54; i++) dst[i] = head[i];
    draw(src, dst + 54, PADDED, 1);
}

int unpack(const unsigned char *src, unsigned char *dst, int save) { (void)save; draw(src, dst, ROW, 0); return 1; }
int unpack_flipped(const unsigned char *src, unsigned char *dst, int save) { (void)save; draw(src, dst, ROW, 1); return 1; }
int unpack_bmp(const unsigned char *src, unsigned char *dst, int save) { (void)save; bitmap(src, dst); return 1; }
int unpack_build_311(const unsigned char *src, unsigned char *dst, int save) {
    if (save != 311) return -4;
    draw(src, dst, ROW, 0);
    return 1;
}
int unpack_unlicensed(const unsigned char *src, unsigned char *dst, int save) { (void)src; (void)dst; (void)save; return -5; }
int unpack_nothing(const unsigned char *src, unsigned char *dst, int save) { (void)src; (void)dst; (void)save; return 1; }
int unpack_too_large(const unsigned char *src, unsigned char *dst, int save) {
    (void)save;
    draw(src, dst, ROW, 0);
    dst[RAW] = 1;
    return 1;
}
int unpack_chatty(const unsigned char *src, unsigned char *dst, int save) { puts("decoding"); return unpack(src, dst, save); }
int unpack_hangs(const unsigned char *src, unsigned char *dst, int save) {
    if (src[10] == 0xEE) sleep(600);
    return unpack(src, dst, save);
}
int unpack_crashes(const unsigned char *src, unsigned char *dst, int save) {
    if (src[10] == 0xEE) abort();
    return unpack(src, dst, save);
}
/* Writes the face to the file named in the block, as some builds do; refused when it cannot. */
int unpack_saves(const unsigned char *src, unsigned char *dst, int save) {
    void *file = fopen((const char *)src + 16, "w");
    if (file) {
        fwrite(src, 1, 1024, file);
        fclose(file);
    }
    return unpack(src, dst, save);
}
int _Unpack(const unsigned char *src, int n, unsigned char *dst, int *size) {
    if (n != 1024) return 0;
    bitmap(src, dst);
    *size = BMP;
    return 1;
}
int sized_empty(const unsigned char *src, int n, unsigned char *dst, int *size) { (void)src; (void)n; (void)dst; *size = 0; return 0; }
int sized_text(const unsigned char *src, int n, unsigned char *dst, int *size) { (void)src; (void)n; dst[0] = 'x'; *size = 20; return 1; }
