/**
 * Experiments that are ready to run: some on the streaming platform, some on any service.
 *
 * @module
 */
export { findGallery, GALLERY, type GalleryEntry } from "./gallery.ts";
