// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/output_guard.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "gflags/gflags.h"
#include "gtest/gtest.h"
#include "lib/records/writer.h"

DEFINE_string(output, "-", "As of any tool.");
DEFINE_string(model, "", "As of predict.");
DEFINE_string(format, "auto", "As of predict.");

namespace auricle {
namespace {

const std::string& Folder() {
  static const std::string* const folder = [] {
    auto* name = new std::string(testing::TempDir() + "/guardXXXXXX");
    EXPECT_NE(mkdtemp(&(*name)[0]), nullptr);
    return name;
  }();
  return *folder;
}

std::string Path(const std::string& name) { return Folder() + "/" + name; }

std::string Spill(const std::string& name, const std::string& bytes) {
  std::FILE* const file = std::fopen(Path(name).c_str(), "wb");
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
  return Path(name);
}

std::string Stream(const std::string& name, Header::Content content) {
  auto writer = *RecordWriter::Create(Path(name));
  Header header;
  header.set_content(content);
  EXPECT_TRUE(writer->BeginSection(header).ok());
  EXPECT_TRUE(writer->EndSection().ok());
  EXPECT_TRUE(writer->Commit().ok());
  return Path(name);
}

// The error of a tool that writes `writes`, or "".
std::string Check(Header::Content writes, const std::string& output,
                  const std::vector<std::string>& inputs, const std::string& model = "",
                  const std::string& format = "auto") {
  FLAGS_output = output;
  gflags::SetCommandLineOption("model", model.c_str());
  gflags::SetCommandLineOption("format", format.c_str());
  const Tool tool = {"output_guard_test", "", "", "", {}, writes};
  const absl::Status status = CheckOutputIsNoInput(tool, inputs);
  return std::string(status.message());
}

const std::string kWav = std::string("RIFF\0\0\0\0WAVEfmt ", 16);

TEST(OutputGuardTest, AudioAndTablesAreNotWrittenOverByTheStreamMadeOfThem) {
  const std::string wav = Spill("x.wav", kWav), table = Spill("x.csv", "file,label\n");
  for (const std::string& input : {wav, table}) {
    for (const auto writes : {Header::CLIPS, Header::MODEL, Header::CONTENT_UNSPECIFIED}) {
      const std::string error = Check(writes, input, {"-", input});
      EXPECT_NE(error.find("is the input '" + input + "', which would be lost"), std::string::npos)
          << error;
    }
    EXPECT_EQ(Check(Header::CLIPS, input + ".new", {input}), "");
    EXPECT_EQ(Check(Header::CLIPS, "-", {input}), "");
  }
}

TEST(OutputGuardTest, AFileIsKnownByAnyOfItsNames) {
  const std::string wav = Spill("y.wav", kWav);
  ASSERT_EQ(symlink("y.wav", Path("soft.wav").c_str()), 0);
  ASSERT_EQ(link(wav.c_str(), Path("hard.wav").c_str()), 0);
  for (const std::string& name : {Path("soft.wav"), Path("hard.wav"), Folder() + "/./y.wav"}) {
    EXPECT_NE(Check(Header::CLIPS, name, {wav}), "") << name;
    EXPECT_NE(Check(Header::CLIPS, wav, {name}), "") << name;
  }
  EXPECT_NE(Check(Header::CLIPS, wav, {Path("y*.wav")}), "");
  EXPECT_EQ(Check(Header::CLIPS, wav, {Path("z*.wav")}), "");
}

TEST(OutputGuardTest, AStreamMayBeReplacedByOneOfItsKindAndNoOther) {
  const std::string clips = Stream("x.tfr", Header::CLIPS),
                    model = Stream("x.model", Header::MODEL);
  EXPECT_EQ(Check(Header::CLIPS, clips, {clips}), "");
  EXPECT_NE(Check(Header::MODEL, clips, {clips}), "");
  EXPECT_NE(Check(Header::CONTENT_UNSPECIFIED, clips, {clips}), "");
  EXPECT_NE(Check(Header::CLIPS, clips, {clips}, "", "csv"), "");
  EXPECT_EQ(Check(Header::MODEL, model, {clips}, model), "");
  const std::string error = Check(Header::CLIPS, model, {clips}, model);
  EXPECT_NE(error.find("is the file of --model"), std::string::npos) << error;
}

TEST(OutputGuardTest, ShardsAreFilesToo) {
  const std::string clips = Stream("s-00000-of-00002", Header::CLIPS);
  EXPECT_NE(Check(Header::MODEL, clips, {Path("s@2")}), "");
  EXPECT_NE(Check(Header::MODEL, Path("s@2"), {clips}), "");
  EXPECT_EQ(Check(Header::CLIPS, Path("s@2"), {clips}), "");
}

TEST(OutputGuardTest, WhatLiesInAFolderThatIsReadIsAnInput) {
  ASSERT_EQ(mkdir(Path("in").c_str(), 0777), 0);
  const std::string wav = Spill("in/a.wav", kWav), table = Spill("in/meta.csv", "file\n"),
                    page = Spill("in/report.html", "<!doctype html>"),
                    clips = Stream("in/all.tfr", Header::CLIPS), folder = Path("in");
  EXPECT_NE(Check(Header::CLIPS, wav, {folder}), "");
  EXPECT_NE(Check(Header::CLIPS, table, {folder + "/"}), "");
  EXPECT_EQ(Check(Header::CLIPS, clips, {folder}), "") << "as of the run before";
  EXPECT_EQ(Check(Header::CLIPS, Path("in/new.tfr"), {folder}), "");
  EXPECT_NE(Check(Header::CONTENT_UNSPECIFIED, wav, {folder}), "");
  EXPECT_EQ(Check(Header::CONTENT_UNSPECIFIED, page, {folder}), "") << "a report of before";
}

}  // namespace
}  // namespace auricle
